import { describe, expect, it } from 'vitest';
import { parseStart } from './parse-start.ts';

describe('parseStart', () => {
  it('finds the recipe after flags of its own', async () => {
    const { words, values } = await parseStart(['--block-time', '1s', '--keep', 'l1']);
    expect(words).toEqual(['l1']);
    expect(values).toMatchObject({ 'block-time': 1000, keep: true });
  });

  it.each([
    [[], 'missing-recipe', 'playground start needs a recipe'],
    [['l2'], 'unknown-recipe', 'there is no recipe "l2"'],
    [['l1', 'again'], 'extra-argument', 'playground start l1 does not take "again"'],
    [['l1', '--blocktime', '1s'], 'unknown-flag', 'playground start l1 has no flag --blocktime'],
    [['--block-time', '1s'], 'unknown-flag', 'playground start has no flag --block-time'],
    [['--resume', 'x', 'l1'], 'resume-conflict', '--resume does not go with a recipe (l1)'],
    [['--resume', 'x', '--seed', 's'], 'resume-conflict', '--resume does not go with --seed'],
  ])('refuses %j', async (args, code, message) => {
    await expect(parseStart(args)).rejects.toMatchObject({ code, message, kind: 'usage' });
  });

  it('names the nearest recipe and the nearest flag', async () => {
    await expect(parseStart(['l11'])).rejects.toMatchObject({ hint: 'did you mean l1?' });
    await expect(parseStart(['l1', '--blocktime=1s'])).rejects.toMatchObject({ hint: 'did you mean --block-time?' });
  });

  it('takes --resume without a recipe', async () => {
    expect((await parseStart(['--resume', 'brave-otter', '--timeout', '5s'])).values).toMatchObject({
      resume: 'brave-otter',
      timeout: 5000,
    });
  });
});
