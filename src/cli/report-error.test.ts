import { describe, expect, it } from 'vitest';
import { PlaygroundError } from '../lib/errors.ts';
import { reportError } from './report-error.ts';

describe('reportError', () => {
  it('prints an expected failure as one line and a hint', () => {
    const error = new PlaygroundError('taken', 'the folder is taken', { kind: 'environment', hint: 'choose\nanother' });
    expect(reportError(error)).toEqual({
      text: 'error: the folder is taken\n  choose\n  another',
      document: { error: { code: 'taken', message: 'the folder is taken', hint: 'choose\nanother' } },
      exitCode: 3,
    });
  });

  it('adds details to the document only', () => {
    const error = new PlaygroundError('bad', 'bad', { kind: 'usage', details: { flag: 'x' } });
    const report = reportError(error);
    expect(report.text).toBe('error: bad');
    expect(report.document.error.details).toEqual({ flag: 'x' });
    expect(report.exitCode).toBe(2);
  });

  it('shows where a bug happened, and says that it is one', () => {
    const report = reportError(new TypeError('x is not a function'));
    expect(report.text).toMatch(/^TypeError: x is not a function\n\s+at .*report-error\.test/);
    expect(report.text).toContain('this is a bug');
    expect(report.exitCode).toBe(1);
  });

  it('does not call a full disk a bug', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/x' });
    expect(reportError(error)).toMatchObject({ exitCode: 3, document: { error: { message: 'the disk is full: /x' } } });
  });
});
