import { ssz } from '@lodestar/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORK_TYPES } from '../../src/devnet/relay/fork-types.ts';
import { wireJson } from '../../src/devnet/relay/wire-json.ts';
import { conformancePath } from '../support/conformance.ts';
import { OpenApiDocument } from '../support/openapi.ts';
import { isSkip } from '../support/real-world.ts';
import { PARENT_HASH, signBlindedBlock, signRegistration, testKey } from '../support/relay-fixtures.ts';
import { RelayWorld } from '../support/relay-world.ts';

const builderFile = conformancePath('openapi', 'builder.json');
const relayFile = conformancePath('openapi', 'relay.json');
const isAbsent = isSkip(builderFile) || isSkip(relayFile);

const HEADER = '/eth/v1/builder/header/{slot}/{parent_hash}/{pubkey}';
const BLINDED_V1 = '/eth/v1/builder/blinded_blocks';
const BLINDED_V2 = '/eth/v2/builder/blinded_blocks';
const REGISTER = '/eth/v1/builder/validators';
const SUBMIT = '/relay/v1/builder/blocks';
const DELIVERED = '/relay/v1/data/bidtraces/proposer_payload_delivered';
const RECEIVED = '/relay/v1/data/bidtraces/builder_blocks_received';
const SUBMISSIONS = { electra: 'Electra.SubmitBlockRequest', fulu: 'Fulu.SubmitBlockRequest' } as const;
const REGISTRATION = '/relay/v1/data/validator_registration';

describe.skipIf(isAbsent).each(['electra', 'fulu'] as const)(
  'relay on %s, held against the OpenAPI documents',
  (fork) => {
    let builderApi: OpenApiDocument;
    let relayApi: OpenApiDocument;
    let world: RelayWorld;

    beforeAll(async () => {
      builderApi = new OpenApiDocument(String(builderFile));
      relayApi = new OpenApiDocument(String(relayFile));
      world = await RelayWorld.start({ fork });
    });

    afterAll(() => world.stop());

    /** The answer has a status that the document knows, and its JSON is as the document says. */
    async function expectGood(api: OpenApiDocument, path: string, method: string, response: Response, status: number) {
      expect(response.status).toBe(status);
      expect(api.statuses(path, method)).toContain(status);
      const text = await response.text();
      if (text === '') return undefined;
      const json: unknown = JSON.parse(text);
      expect(api.flaws(path, method, status, json)).toEqual([]);
      return json;
    }

    it('registers validators', async () => {
      const timestamp = Math.floor(world.nowMs / 1000) + 1;
      const json = [ssz.bellatrix.SignedValidatorRegistrationV1.toJson(signRegistration(testKey(0), timestamp))];
      expect(builderApi.requestFlaws(REGISTER, 'post', json)).toEqual([]);
      await expectGood(builderApi, REGISTER, 'post', await world.post(REGISTER, JSON.stringify(json)), 200);
      await expectGood(builderApi, REGISTER, 'post', await world.post(REGISTER, '[{}]'), 400);
      const text = await world.post(REGISTER, '[]', { 'content-type': 'text/plain' });
      expect(builderApi.statuses(REGISTER, 'post')).toContain(text.status);
    });

    it('tells builders who proposes', async () => {
      const path = '/relay/v1/builder/validators';
      const list = await expectGood(relayApi, path, 'get', await world.get(path), 200);
      expect(list).toHaveLength(64);
    });

    it('takes bids, shows the best, delivers it and tells of it', async () => {
      const none = await expectGood(builderApi, HEADER, 'get', await world.header(), 204);
      expect(none).toBeUndefined();

      const submission = world.submission({ blobs: 1 });
      const submitJson = wireJson(FORK_TYPES[fork].Submission.toJson(submission));
      const json = JSON.parse(submitJson);
      // The document forgets the key `execution_requests` and wants its fields beside the others; no relay does.
      expect(relayApi.schemaFlaws(SUBMISSIONS[fork], { ...json, ...json.execution_requests })).toEqual([]);
      await expectGood(relayApi, SUBMIT, 'post', await world.post(SUBMIT, submitJson), 200);
      await expectGood(relayApi, SUBMIT, 'post', await world.post(SUBMIT, '{}'), 400);

      await expectGood(builderApi, HEADER, 'get', await world.header(), 200);
      const badHeader = await world.get(`/eth/v1/builder/header/1/${PARENT_HASH}/0x12`);
      await expectGood(builderApi, HEADER, 'get', badHeader, 400);

      const block = signBlindedBlock(submission, world.proposer.index, world.proposerKey, fork);
      const blockJson = wireJson(FORK_TYPES[fork].SignedBlindedBeaconBlock.toJson(block));
      expect(builderApi.requestFlaws(BLINDED_V1, 'post', JSON.parse(blockJson))).toEqual([]);
      await expectGood(builderApi, BLINDED_V1, 'post', await world.post(BLINDED_V1, blockJson), 200);
      await expectGood(builderApi, BLINDED_V2, 'post', await world.post(BLINDED_V2, blockJson), 202);
      await expectGood(builderApi, BLINDED_V2, 'post', await world.post(BLINDED_V2, '{}'), 400);

      const delivered = await expectGood(relayApi, DELIVERED, 'get', await world.get(DELIVERED), 200);
      expect(delivered).toHaveLength(1);
      await expectGood(relayApi, DELIVERED, 'get', await world.get(`${DELIVERED}?slot=1&cursor=1`), 400);
      const received = await expectGood(
        relayApi,
        RECEIVED,
        'get',
        await world.get(`${RECEIVED}?slot=${world.slot}`),
        200,
      );
      expect(received).toHaveLength(1);
      await expectGood(relayApi, RECEIVED, 'get', await world.get(RECEIVED), 400);
    });

    it('tells of registrations', async () => {
      const known = await world.get(`${REGISTRATION}?pubkey=${world.proposer.pubkey}`);
      await expectGood(relayApi, REGISTRATION, 'get', known, 200);
      const unknown = await world.get(`${REGISTRATION}?pubkey=0x${'00'.repeat(48)}`);
      await expectGood(relayApi, REGISTRATION, 'get', unknown, 400);
    });
  },
);
