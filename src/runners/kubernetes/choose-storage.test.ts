import { describe, expect, it } from 'vitest';
import { chooseStorage } from './choose-storage.ts';

const CLASSES = [
  { name: 'standard', isDefault: true },
  { name: 'fast', isDefault: false },
];

describe('chooseStorage', () => {
  it('takes what is asked for', () => {
    expect(chooseStorage({ storageType: 'local-path' }, { nodes: 3, classes: [] })).toEqual({ type: 'local-path' });
    expect(chooseStorage({ storageType: 'pvc' }, { nodes: 1, classes: CLASSES })).toEqual({ type: 'pvc' });
    expect(chooseStorage({ storageClass: 'fast' }, { nodes: 1, classes: CLASSES })).toEqual({ type: 'pvc' });
    expect(chooseStorage({ storageSize: '5Gi' }, { nodes: 1, classes: CLASSES })).toEqual({ type: 'pvc' });
    expect(chooseStorage({ storagePath: '/mnt/x' }, { nodes: 3, classes: CLASSES })).toEqual({ type: 'local-path' });
  });

  it('takes the folder of an only node, and a claim elsewhere', () => {
    expect(chooseStorage({}, { nodes: 1, classes: CLASSES }).type).toBe('local-path');
    expect(chooseStorage({}, { nodes: 2, classes: CLASSES })).toMatchObject({
      type: 'pvc',
      notice: expect.stringContaining('2 nodes'),
    });
    expect(chooseStorage({}, {})).toMatchObject({ type: 'pvc', notice: expect.stringContaining('may not list') });
  });

  it('refuses a class that is not there, with those that are', () => {
    expect(() => chooseStorage({ storageClass: 'fats' }, { classes: CLASSES })).toThrow(
      expect.objectContaining({
        code: 'unknown-storage-class',
        hint: 'did you mean fast? there are: standard, fast',
      }),
    );
    expect(() => chooseStorage({ storageType: 'pvc' }, { classes: [{ name: 'fast', isDefault: false }] })).toThrow(
      expect.objectContaining({ code: 'no-storage-class', hint: expect.stringContaining('there are: fast') }),
    );
    expect(chooseStorage({ storageClass: 'hidden' }, {})).toEqual({ type: 'pvc' });
  });
});
