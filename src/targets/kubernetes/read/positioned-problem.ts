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
  const place = path === '' ? '' : `${path}${inside}: `;
  return `${source}:${line}:${column}: ${place}${message}${hint === '' ? '' : ` (${hint})`}`;
}
