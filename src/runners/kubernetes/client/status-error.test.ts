import { describe, expect, it } from 'vitest';
import { type FailedRequest, parseStatus, statusError } from './status-error.ts';

const SUBJECT = 'StatefulSet net in namespace a';
const failed = (fields: Partial<FailedRequest> = {}) =>
  statusError({ method: 'PATCH', subject: SUBJECT, status: 422, body: {}, ...fields });
const forbidden = (message: string) => failed({ status: 403, body: { reason: 'Forbidden', message } });

describe('what may not be done', () => {
  it('is told with verb, resource and namespace, and the role that allows it', () => {
    const user = 'User "system:serviceaccount:a:reader"';
    const message = `pods "x" is forbidden: ${user} cannot create resource "pods/exec" in API group "" in the namespace "a"`;
    expect(forbidden(message)).toMatchObject({
      code: 'cluster-forbidden',
      kind: 'environment',
      message: 'you may not create pods/exec in namespace a',
      hint: 'the role "edit" allows it: kubectl create rolebinding playground -n a --clusterrole=edit --serviceaccount=a:reader',
      details: { verb: 'create', resource: 'pods/exec', namespace: 'a', reason: 'Forbidden' },
    });
  });

  it('is told of kinds that no usual role allows, and of those of the whole cluster', () => {
    const slices =
      'endpointslices.discovery.k8s.io is forbidden: User "ann" cannot patch resource "endpointslices" in API group "discovery.k8s.io" in the namespace "a"';
    const role = 'ask for a role that allows it: kubectl create';
    expect(forbidden(slices)).toMatchObject({
      message: 'you may not patch endpointslices in namespace a',
      hint: `${role} role -n a playground --verb=patch --resource=endpointslices.discovery.k8s.io`,
    });
    const nodes =
      'nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope: requires one of ["container.nodes.list"] permission(s).';
    expect(forbidden(nodes)).toMatchObject({
      message: 'you may not list nodes in the cluster',
      hint: `${role} clusterrole playground --verb=list --resource=nodes`,
    });
    expect(forbidden('forbidden: User "ann" cannot get path "/version"')).toMatchObject({
      message: 'you may not get /version in the cluster',
      hint: `${role} clusterrole playground --verb=get --non-resource-url=/version`,
    });
  });

  it('is something else than what a policy or a quota refuses', () => {
    const message =
      'pods "net-0" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';
    expect(forbidden(message)).toMatchObject({
      code: 'cluster-refused',
      kind: 'environment',
      message: `the cluster refuses ${SUBJECT}: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1`,
    });
  });
});

describe('what is refused', () => {
  it('is told in the words of the server, with the causes', () => {
    const causes = [{ field: 'spec.replicas', message: 'must be positive', reason: 'FieldValueInvalid' }];
    const message = 'StatefulSet.apps "net" is invalid: [spec.replicas: must be positive,\n spec.x: required]';
    expect(failed({ body: { message, reason: 'Invalid', details: { causes } } })).toMatchObject({
      code: 'cluster-refused',
      kind: 'failure',
      message: `the cluster refuses ${SUBJECT}: [spec.replicas: must be positive, spec.x: required]`,
      details: { status: 422, reason: 'Invalid', causes },
    });
    expect(failed({ status: 500 }).message).toBe(`the cluster refuses ${SUBJECT}: status 500`);
  });

  it.each([
    { status: 401, code: 'cluster-unauthorized' },
    { status: 409, code: 'cluster-conflict' },
    { status: 429, code: 'cluster-busy' },
    { status: 503, code: 'cluster-busy' },
    { status: 404, code: 'cluster-unknown-kind' },
    { status: 404, body: { message: 'namespaces "a" not found', details: { name: 'a' } }, code: 'cluster-refused' },
  ])('is $code for status $status', ({ code, ...request }) => {
    expect(failed(request)).toMatchObject({ code, details: { status: request.status } });
  });
});

it('takes the words of whoever answers', () => {
  expect(parseStatus(Buffer.from('{"message":"no"}'))).toEqual({ message: 'no' });
  expect(parseStatus(Buffer.from('<html>no'))).toEqual({ message: '<html>no' });
  expect(parseStatus(Buffer.from('"no"'))).toEqual({ message: '"no"' });
});
