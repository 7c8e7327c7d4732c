import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocketServer } from 'ws';
import { type ClusterStandIn, sendStatus, startClusterStandIn } from '../../../../test/support/cluster-stand-in.ts';
import { acceptChannels, type PodSide } from '../../../../test/support/kubelet-stand-in.ts';
import { exec } from './exec.ts';

let standIn: ClusterStandIn;
let kubelet: WebSocketServer;
let onOpen: (side: PodSide) => void;
beforeEach(async () => {
  standIn = await startClusterStandIn();
  kubelet = acceptChannels(standIn.server, (side) => onOpen(side));
});
afterEach(async () => {
  for (const socket of kubelet.clients) socket.terminate();
  await standIn.close();
});

const run = (timeout = 5000) =>
  exec(standIn.cluster, { namespace: 'n', pod: 'net-0', container: 'el' }, ['sh', '-c', 'echo a&b'], timeout);
const ending = (status: object) => (side: PodSide) => {
  side.send(3, JSON.stringify(status));
  side.socket.close(1000);
};

describe('a command in a container', () => {
  it('has its output, its errors and its end', async () => {
    let asked = '';
    onOpen = (side) => {
      asked = `${side.socket.protocol} ${side.path}`;
      side.send(1, '');
      side.send(1, 'a€'.slice(0, 1));
      side.send(2, 'oh');
      side.send(1, '€\n');
      ending({ status: 'Success' })(side);
    };
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, stdout: String(stdout), stderr: String(stderr) }).toEqual({
      exitCode: 0,
      stdout: 'a€\n',
      stderr: 'oh',
    });
    const command = 'command=sh&command=-c&command=echo+a%26b';
    const path = `/api/v1/namespaces/n/pods/net-0/exec?container=el&stdout=true&stderr=true&${command}`;
    expect(asked).toBe(`v5.channel.k8s.io ${path}`);
  });

  it('has an exit code', async () => {
    const causes = [{ reason: 'ExitCode', message: '7' }];
    onOpen = ending({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } });
    expect(await run()).toMatchObject({ exitCode: 7 });
  });

  it.each([
    { status: { status: 'Failure', reason: 'InternalError', message: 'exec: "sh": not found' }, says: 'not found' },
    { status: { status: 'Failure', reason: 'NonZeroExitCode' }, says: 'NonZeroExitCode' },
  ])('may not run: $says', async ({ status, says }) => {
    onOpen = ending(status);
    await expect(run()).rejects.toMatchObject({ code: 'cluster-refused', message: expect.stringContaining(says) });
  });

  it('may not even be asked for', async () => {
    standIn.server.removeAllListeners('upgrade');
    standIn.answer((_request, response) => sendStatus(response, 400, { message: 'container el is not valid' }));
    const message = 'the cluster refuses a command in el of pod net-0: container el is not valid';
    await expect(run()).rejects.toMatchObject({ code: 'cluster-refused', message });
  });

  it('is not waited for without end', async () => {
    let gone: Promise<unknown> | undefined;
    onOpen = ({ socket }) => {
      gone = once(socket, 'close');
    };
    await expect(run(100)).rejects.toMatchObject({
      code: 'exec-timeout',
      message: 'sh in net-0 did not end within 0.1 s',
    });
    await gone;
  });

  it('may lose its connection, or write without end', async () => {
    onOpen = ({ socket }) => socket.terminate();
    await expect(run()).rejects.toMatchObject({ code: 'cluster-unreachable' });
    onOpen = (side) => {
      for (let i = 0; i < 17; i++) side.send(1, Buffer.alloc(1 << 20));
    };
    await expect(run()).rejects.toMatchObject({ code: 'exec-output' });
  });
});
