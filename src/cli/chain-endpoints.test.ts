import { describe, expect, it } from 'vitest';
import { chainEndpoints } from './chain-endpoints.ts';
import { typedName } from './typed-name.ts';

const endpoint = (service: string, port: string) => ({
  service,
  port,
  protocol: 'tcp' as const,
  containerPort: 1,
  hostPort: 1,
  url: `http://${service}/${port}`,
});

describe('chainEndpoints', () => {
  it('finds the execution client and the relay among services that all have a port "http"', () => {
    const all = [
      endpoint('beacon', 'http'),
      endpoint('el', 'http'),
      endpoint('el', 'authrpc'),
      endpoint('mev-boost-relay', 'http'),
    ];
    expect(chainEndpoints(all)).toEqual({ rpcUrl: 'http://el/http', relayUrl: 'http://mev-boost-relay/http' });
  });

  it('finds nothing where there is no execution client', () => {
    expect(chainEndpoints([endpoint('beacon', 'http')])).toBeUndefined();
  });
});

describe('typedName', () => {
  it('is what the launcher was called, unless that would need quotes', () => {
    expect(typedName({ PLAYGROUND_COMMAND: './playground' })).toBe('./playground');
    expect(typedName({ PLAYGROUND_COMMAND: '/a clone/playground' })).toBe('playground');
    expect(typedName({})).toBe('playground');
  });
});
