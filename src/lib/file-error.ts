import { PlaygroundError, systemCodeOf } from './errors.ts';

const REASONS: Record<string, { what: string; hint: string }> = {
  EACCES: { what: 'permission denied', hint: 'change its permissions, or choose another place' },
  EPERM: { what: 'permission denied', hint: 'change its permissions, or choose another place' },
  EROFS: { what: 'the file system is read-only', hint: 'choose another place' },
  ENOSPC: { what: 'no space left on the disk', hint: 'free some space, or choose another disk' },
  EDQUOT: { what: 'the disk quota is used up', hint: 'free some space, or choose another disk' },
  ENOTDIR: { what: 'a part of the path is a file', hint: 'choose another place' },
  EEXIST: { what: 'a file is in its place', hint: 'remove the file, or choose another place' },
  EISDIR: { what: 'a folder is in its place', hint: 'remove the folder, or choose another place' },
  EBUSY: { what: 'it is in use', hint: 'end what uses it' },
  ENOENT: { what: 'it does not exist', hint: 'check the path' },
  ELOOP: { what: 'its symbolic links go round in a circle', hint: 'correct the links, or choose another place' },
  ENAMETOOLONG: { what: 'the path is too long', hint: 'choose a shorter one' },
  EMFILE: { what: 'too many open files', hint: 'raise the limit with ulimit -n' },
};

/** A refusal of the file system as one line with a hint (`file-refused`); anything else is given back as it is. */
export function fileError(error: unknown, doing: string, path: string): unknown {
  const reason = REASONS[systemCodeOf(error) ?? ''];
  if (reason === undefined) return error;
  return new PlaygroundError('file-refused', `cannot ${doing} ${path}: ${reason.what}`, {
    kind: 'environment',
    hint: reason.hint,
    details: { path, code: systemCodeOf(error) },
    cause: error,
  });
}

/** Runs `action`; what the file system refuses is thrown as `fileError` has it. */
export async function describingFileErrors<T>(doing: string, path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileError(error, doing, path);
  }
}
