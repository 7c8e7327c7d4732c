import { describe, expect, it } from 'vitest';
import { RECIPES } from '../recipes/registry.ts';
import { COMMANDS } from './commands.ts';
import { START_FLAGS } from './flags.ts';
import { allHelpPages, helpPage } from './help-page.ts';
import { fileName, textName } from './prerendered.ts';

describe('help pages', () => {
  it('name every command, argument and flag', () => {
    const overview = helpPage([]);
    for (const command of COMMANDS.filter((known) => !known.internal)) expect(overview).toContain(`  ${command.name} `);
    for (const command of COMMANDS) {
      const page = helpPage(command.name.split(' '));
      for (const argument of command.arguments) expect(page).toContain(argument.name);
      for (const flag of command.flags) expect(page).toContain(`--${flag.name}`);
    }
    for (const recipe of RECIPES) {
      const page = helpPage(['start', recipe.name]);
      for (const flag of [...recipe.flags, ...START_FLAGS]) expect(page).toContain(`--${flag.name}`);
    }
  });

  it('lists the commands of a group', () => {
    const page = helpPage(['k8s']);
    expect(page).toContain('Usage: playground k8s <command>');
    expect(page).toContain('  k8s validate <file> ');
    expect(() => helpPage(['k8s', 'valdate'])).toThrow(
      expect.objectContaining({ hint: 'did you mean playground help k8s validate?' }),
    );
  });

  it('fit the width that they are asked for', () => {
    for (const columns of [60, 100]) {
      for (const words of [[], ['start'], ['start', 'l1'], ['logs']]) {
        const commandLines = /^ {2}playground /;
        const lines = helpPage(words, columns).split('\n');
        for (const line of lines.filter((text) => !commandLines.test(text)))
          expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('names the nearest command for one that is not there', () => {
    expect(() => helpPage(['strat'])).toThrow(expect.objectContaining({ hint: 'did you mean playground help start?' }));
  });
});

describe('flags of a recipe', () => {
  it('never have the name of a common one', () => {
    const common = new Set(START_FLAGS.map((flag) => flag.name));
    for (const recipe of RECIPES) expect(recipe.flags.filter((flag) => common.has(flag.name))).toEqual([]);
  });
});

describe('prerendered texts', () => {
  it('have a name for what asks for a page', () => {
    expect(textName(['--help'])).toBe('help');
    expect(textName(['help'])).toBe('help');
    expect(textName(['start', 'l1', '--help'])).toBe('help_start_l1');
    expect(textName(['help', 'start', 'l1'])).toBe('help_start_l1');
    expect(textName(['--version'])).toBe('version');
    expect(textName(['completion', 'zsh'])).toBe('completion_zsh');
  });

  it('have none for anything else', () => {
    expect(textName([])).toBeUndefined();
    expect(textName(['start', 'l1'])).toBeUndefined();
    expect(textName(['start', '../../etc', '--help'])).toBeUndefined();
    expect(textName(['version', '--json'])).toBeUndefined();
  });

  it('cover every page', () => {
    for (const words of allHelpPages().keys()) {
      const path = words.split(' ').filter(Boolean);
      expect(fileName(['help', ...path])).toBe(textName([...path, '--help']));
    }
  });
});
