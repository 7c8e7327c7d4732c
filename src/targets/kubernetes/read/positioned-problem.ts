import type { ResourceProblem } from '../resource-problem.ts';
import type { Position } from './positions.ts';

/** A problem of a file, with its place in it. */
export interface PositionedProblem extends Omit<ResourceProblem, 'column'>, Position {
  /** Inside a text with templates; counted from 1. */
  templateColumn?: number;
}

/** `net.yaml:12:9: spec.services[1].ports[0].containerPort: it is missing (add it: a whole number)` */
export function formatPositionedProblem(source: string, problem: PositionedProblem): string {
  const { path, line, column, message, hint, templateColumn } = problem;
  const inside = templateColumn === undefined ? '' : `, column ${templateColumn}`;
  const place = path === '' ? '' : `${printable(path)}${inside}: `;
  return `${source}:${line}:${column}: ${place}${printable(message)}${hint === '' ? '' : ` (${printable(hint)})`}`;
}

const LONGEST = 400;
/** Control characters, line ends, and those that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Messages quote what stands in a file: it shall neither break the line nor command the terminal. */
function printable(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short.replaceAll(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
