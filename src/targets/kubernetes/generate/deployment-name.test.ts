import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeploymentName, deploymentName } from './deployment-name.ts';

describe('deploymentName', () => {
  it.each([
    [['brave-otter', 'folder'], 'brave-otter'],
    [[undefined, 'My Net_2'], 'my-net-2'],
    [['', '42', '1st net'], 'st-net'],
    [['---', undefined], 'playground'],
    [[`${'a'.repeat(51)}-b`], 'a'.repeat(51)],
  ])('of %j is %s', (wishes, name) => {
    expect(deploymentName(...wishes)).toBe(name);
  });

  it('is one that can be given by hand', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = deploymentName(text);
        expect(name).toMatch(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/);
        checkDeploymentName(name);
      }),
    );
  });

  it.each([
    ['Net', 'such as net'],
    ['a_b', 'such as a-b'],
    ['1a', 'such as a'],
    ['a-', 'such as a'],
    ['a'.repeat(53), `such as ${'a'.repeat(52)}`],
    ['', 'begins with a letter'],
    ['é', 'begins with a letter'],
  ])('%j is refused when given by hand', (name, hint) => {
    expect(() => checkDeploymentName(name)).toThrow(
      expect.objectContaining({ code: 'invalid-name', kind: 'usage', hint: expect.stringContaining(hint) }),
    );
  });
});
