import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Machine numbers of the ELF header (gABI, e_machine). */
const ELF_MACHINES: Record<string, number> = {
  x64: 62,
  arm64: 183,
  ia32: 3,
  arm: 40,
  riscv64: 243,
  ppc64: 21,
  s390x: 22,
};
const MACH_O_MAGICS = [0xcffaedfe, 0xcefaedfe, 0xcafebabe, 0xcafebabf];

/**
 * What keeps the file from being run on this machine, or undefined. A shell would take a broken binary for a script,
 * and fail with a message about syntax: it is better looked at before.
 */
export function executableProblem(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
  } catch {
    return 'does not exist';
  }
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return 'is not executable';
  }
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // What may be run but not read cannot be judged.
    return undefined;
  }
  try {
    const header = Buffer.alloc(64);
    const length = readSync(file, header, 0, header.length, 0);
    return formatProblem(header.subarray(0, length), fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

function formatProblem(header: Buffer, size: number): string | undefined {
  if (header.length === 0) return 'is empty';
  if (header.toString('latin1', 0, 2) === '#!') return undefined;
  if (process.platform === 'darwin') return machOProblem(header);
  return elfProblem(header, size);
}

function machOProblem(header: Buffer): string | undefined {
  return header.length >= 4 && MACH_O_MAGICS.includes(header.readUInt32BE(0))
    ? undefined
    : 'is not a program for macOS';
}

function elfProblem(header: Buffer, size: number): string | undefined {
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return `is not a program for ${process.platform}`;
  const is64 = header[4] === 2;
  if (header.length < (is64 ? 64 : 52)) return 'is incomplete';
  const expected = ELF_MACHINES[process.arch];
  if (expected !== undefined && header.readUInt16LE(18) !== expected) {
    return `is a program for another processor than this machine's (${process.arch})`;
  }
  const [segments, sections] = is64
    ? [Number(header.readBigUInt64LE(32)), Number(header.readBigUInt64LE(40))]
    : [header.readUInt32LE(28), header.readUInt32LE(32)];
  return segments > size || sections > size ? 'is incomplete (a download that broke off?)' : undefined;
}
