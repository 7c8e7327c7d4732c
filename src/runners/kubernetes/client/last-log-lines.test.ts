import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClusterStandIn, sendStatus, startClusterStandIn } from '../../../../test/support/cluster-stand-in.ts';
import { ClusterClient } from './cluster-client.ts';
import { lastLogLines } from './last-log-lines.ts';

const SELECTOR = { namespace: 'n', pod: 'net-0', container: 'el' };
const TIME = '2026-11-26T10:00:00.000000000Z';

let standIn: ClusterStandIn;
let client: ClusterClient;
beforeEach(async () => {
  standIn = await startClusterStandIn();
  client = new ClusterClient(standIn.cluster);
});
afterEach(() => standIn.close());

describe('the last lines of a log', () => {
  it('are those of the run that was asked for', async () => {
    standIn.answer((_request, response) => void response.end(`${TIME} a\n${TIME} \n${TIME} b\n`));
    expect(await lastLogLines(client, SELECTOR, { lines: 3, previous: true })).toEqual(['a', 'b']);
    const query = 'container=el&tailLines=3&timestamps=true&previous=true';
    expect(standIn.asked).toEqual([`GET /api/v1/namespaces/n/pods/net-0/log?${query}`]);
  });

  it('are those of the present run where the previous one is put away', async () => {
    standIn.answer((request, response) => {
      const previous = request.url?.includes('previous');
      response.end(previous ? 'unable to retrieve container logs for containerd://1' : `${TIME} now\n`);
    });
    expect(await lastLogLines(client, SELECTOR, { lines: 3, previous: true })).toEqual(['now']);
  });

  it('are none where there was no run', async () => {
    standIn.answer((_request, response) => sendStatus(response, 400, { message: 'is waiting to start' }));
    expect(await lastLogLines(client, SELECTOR, { lines: 3, previous: true })).toEqual([]);
  });
});
