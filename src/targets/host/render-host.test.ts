import { describe, expect, it } from 'vitest';
import { ManifestBuilder } from '../../manifest/builder.ts';
import type { Manifest } from '../../manifest/service.ts';
import { hostAddressing, volumeFolder } from './host-addressing.ts';
import { renderHost } from './render-host.ts';

describe('renderHost', () => {
  const dir = '/sessions/brisk-otter';
  const build = (): Manifest => {
    const builder = new ManifestBuilder();
    builder
      .service('el')
      .component('geth')
      .image('ethereum/client-go', 'v1')
      .entrypoint('geth')
      .prepare('init', '--datadir', '/data_geth', '/data/genesis.json')
      .args('--datadir', '/data_geth', '--http.addr', '0.0.0.0', '--http.port', '{{Port "http" 8545}}')
      .env('HOME', '/data_geth')
      .artifact('/data/genesis.json', 'genesis.json')
      .volume('/data_geth', 'data')
      .watchedBy('el_healthmon');
    builder
      .service('el_healthmon')
      .entrypoint('playground')
      .args('devnet', 'healthmon', '--url', '{{Service "el" "http" "http" ""}}', '--port', '{{Port "http" 21171}}')
      .readyCheck({ queryUrl: 'http://localhost:21171/ready' });
    builder
      .service('tool')
      .image('example.org/team/tool', 'v2')
      .args('{{.Dir}}/rbuilder.toml')
      .dependsOn('el', 'healthy');
    return builder.build();
  };
  const render = (values: { bindExternal?: boolean; overrides?: Record<string, string> } = {}) => {
    const ports = { 'el/http': 18545, 'el_healthmon/http': 21175 };
    const addressing = hostAddressing({ dir, ports, bindExternal: values.bindExternal ?? false });
    return renderHost(build(), addressing, { overrides: values.overrides ?? {} });
  };

  it('answers ports, addresses and paths for this machine', () => {
    const [el, monitor, tool] = render();
    expect(el).toMatchObject({
      program: { kind: 'lookup', names: ['geth'] },
      prepare: [['init', '--datadir', `${dir}/volume-el-data`, `${dir}/genesis.json`]],
      args: ['--datadir', `${dir}/volume-el-data`, '--http.addr', '127.0.0.1', '--http.port', '18545'],
      env: { HOME: `${dir}/volume-el-data` },
      volumes: ['volume-el-data'],
      hostPorts: { http: 18545 },
      watchedBy: 'el_healthmon',
      readyCheck: undefined,
    });
    expect(monitor).toMatchObject({
      program: { kind: 'playground' },
      args: ['devnet', 'healthmon', '--url', 'http://127.0.0.1:18545', '--port', '21175'],
      readyCheck: { queryUrl: 'http://127.0.0.1:21175/ready' },
      watchedBy: undefined,
    });
    expect(tool).toMatchObject({
      program: { kind: 'lookup', names: ['tool'], install: 'put tool on PATH' },
      args: [`${dir}/rbuilder.toml`],
      dependsOn: [{ name: 'el_healthmon', condition: 'healthy' }],
    });
  });

  it('listens on every interface on request, and still talks over the loopback one', () => {
    const [el, monitor] = render({ bindExternal: true });
    expect(el?.args[3]).toBe('0.0.0.0');
    expect(monitor?.args[3]).toBe('http://127.0.0.1:18545');
  });

  it('takes the program of an override, of our own too', () => {
    const [el, monitor] = render({ overrides: { el: '/opt/geth', el_healthmon: '/opt/monitor' } });
    expect(el?.program).toEqual({ kind: 'file', path: '/opt/geth' });
    expect(monitor?.program).toEqual({ kind: 'file', path: '/opt/monitor' });
  });
});

it('volumeFolder is named after the service, unless services share the volume', () => {
  expect(volumeFolder({ name: 'el' }, { name: 'data' })).toBe('volume-el-data');
  expect(volumeFolder({ name: 'el' }, { name: 'shared:chain' })).toBe('volume-chain');
});
