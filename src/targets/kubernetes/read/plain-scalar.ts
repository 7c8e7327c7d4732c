/**
 * What a text without quotes means to kubectl, which reads YAML 1.1 with go-yaml 2: `on` and `yes` are booleans,
 * `010` is 8, `1_000` is 1000; dates and sexagesimal numbers are texts. Undefined for what JSON cannot say.
 */
export function plainScalar(source: string): string | number | boolean | null | undefined {
  if (NULL.test(source)) return null;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  if (NOT_IN_JSON.test(source)) return undefined;
  if (!/^[-+.\d]/.test(source)) return source;
  const digits = source.replaceAll('_', '');
  return wholeNumber(digits) ?? decimalNumber(digits) ?? source;
}

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NOT_IN_JSON = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const WHOLE = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const LARGEST = 2n ** 64n;
const SMALLEST = -(2n ** 63n);

/** As Go's ParseInt with base 0, then ParseUint. */
function wholeNumber(digits: string): number | undefined {
  const [, sign, hexadecimal, binary, octal, decimal] = WHOLE.exec(digits) ?? [];
  if (sign === undefined) return undefined;
  const amount = BigInt(
    hexadecimal ? `0x${hexadecimal}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? '0'),
  );
  const value = sign === '-' ? -amount : amount;
  return value >= SMALLEST && value < LARGEST ? Number(value) : undefined;
}

function decimalNumber(digits: string): number | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}
