import { PlaygroundError } from '../lib/errors.ts';
import type { Addressing, ResolvedService } from './addressing.ts';
import { rewritePaths } from './rewrite-paths.ts';
import type { Manifest, Port, Protocol, ReadyCheck, Service } from './service.ts';
import { parseTemplate, type ServiceNode, type TemplateNode } from './template.ts';

/**
 * Answers every template of every service for one place to run, in the manifest's order. Pure. The manifest is
 * expected to be valid (validate.ts); a template without an answer throws `PlaygroundError` `unresolved-template`.
 */
export function resolve(manifest: Manifest, addressing: Addressing): ResolvedService[] {
  const byName = new Map(manifest.services.map((service) => [service.name, service]));
  return manifest.services.map((service) => resolveService(service, { manifest, addressing, byName }));
}

function resolveService(service: Service, common: Omit<Scope, 'service' | 'paths'>): ResolvedService {
  const scope: Scope = { ...common, service, paths: mappedPaths(service, common.addressing) };
  const text = (template: string) => resolveText(template, scope);
  return {
    service,
    entrypoint: service.entrypoint,
    args: service.args.map(text),
    prepare: (service.prepare ?? []).map((args) => args.map(text)),
    env: Object.fromEntries(Object.entries(service.env).map(([name, value]) => [name, text(value)])),
    readyCheck: service.readyCheck && resolveCheck(service.readyCheck, scope),
  };
}

interface Scope {
  service: Service;
  manifest: Manifest;
  addressing: Addressing;
  byName: ReadonlyMap<string, Service>;
  /** Container path → where the service finds it. */
  paths: Record<string, string>;
}

function mappedPaths(service: Service, addressing: Addressing): Record<string, string> {
  const files = Object.entries(service.filesMapped).map(([mountPath, artifact]) => [
    mountPath,
    addressing.artifactPath(service, artifact, mountPath),
  ]);
  const volumes = Object.entries(service.volumesMapped).map(([mountPath, volume]) => [
    mountPath,
    addressing.volumePath(service, volume, mountPath),
  ]);
  return Object.fromEntries([...files, ...volumes]);
}

/** Literal text is rewritten before templates are answered: an answer is final, and never taken for a mapped path. */
function resolveText(template: string, scope: Scope): string {
  const { service, addressing, paths } = scope;
  return parseTemplate(template)
    .map((node, i) => {
      if (node.kind !== 'text') return answer(node, scope);
      const bound = node.text.replaceAll(ANY_ADDRESS, addressing.bindAddress(service));
      return rewritePaths(bound, paths, i === 0);
    })
    .join('');
}

/** `0.0.0.0` as a word of its own, with or without a port; not a part of a network such as `0.0.0.0/0`. */
const ANY_ADDRESS = /(?<![\w.-])0\.0\.0\.0(?![\w.-]|\/\d)/g;

function resolveCheck(check: ReadyCheck, scope: Scope): ReadyCheck {
  const text = (template: string) =>
    parseTemplate(template)
      .map((node) => (node.kind === 'text' ? rewriteCheckAddresses(node.text, scope) : answer(node, scope)))
      .join('');
  return { ...check, queryUrl: text(check.queryUrl), test: check.test.map(text) };
}

/** Checks are written for the service's own network: `http://localhost:8545`, or another service by its name. */
function rewriteCheckAddresses(text: string, { service, byName, addressing }: Scope): string {
  return text.replaceAll(/(?<=\/\/)([\w.-]+)(?::(\d+))?/g, (whole, host: string, port: string | undefined) => {
    if (host === 'localhost' || host === '127.0.0.1') {
      const own = service.ports.find((candidate) => String(candidate.port) === port);
      const bound = addressing.bindAddress(service);
      const name = bound === '0.0.0.0' ? host : bound;
      if (own !== undefined) return `${name}:${addressing.portOf(service, service, own)}`;
      return port === undefined ? name : whole;
    }
    const target = byName.get(host);
    const declared = target?.ports.find((candidate) => String(candidate.port) === port);
    if (target === undefined || declared === undefined) return whole;
    return `${addressing.hostOf(service, target)}:${addressing.portOf(service, target, declared)}`;
  });
}

function answer(node: Exclude<TemplateNode, { kind: 'text' }>, scope: Scope): string {
  const { service, manifest, addressing } = scope;
  switch (node.kind) {
    case 'port': {
      const { name, port, protocol } = node;
      const declared = findPort(service, name, protocol) ?? { name, port, protocol, hostPort: 0 };
      return String(addressing.portOf(service, service, declared));
    }
    case 'service':
      return serviceAddress(node, scope);
    case 'dir':
      return addressing.artifactsDir(service);
    case 'bootnode': {
      const { bootnode } = manifest;
      if (bootnode === undefined) throw unresolved(service, '{{Bootnode}}, and the manifest has no bootnode');
      const { service: target, id: user } = bootnode;
      const { column } = node;
      return serviceAddress(
        { kind: 'service', service: target, portLabel: 'rpc', protocol: 'enode', user, column },
        scope,
      );
    }
  }
}

/** `host:port`, with `proto://` and `user@` where given; an enode is `enode://id@host:port`. */
function serviceAddress(node: ServiceNode, { service, byName, addressing }: Scope): string {
  const target = byName.get(node.service);
  if (target === undefined) throw unresolved(service, `the service "${node.service}", which does not exist`);
  const port = findPort(target, node.portLabel, 'tcp') ?? findPort(target, node.portLabel, 'udp');
  if (port === undefined)
    throw unresolved(service, `the port "${node.portLabel}", which "${target.name}" does not have`);
  const user = node.user === '' ? '' : `${node.user}@`;
  const address = `${user}${addressing.hostOf(service, target)}:${addressing.portOf(service, target, port)}`;
  return node.protocol === '' ? address : `${node.protocol}://${address}`;
}

function findPort(service: Service, name: string, protocol: Protocol): Port | undefined {
  return service.ports.find((port) => port.name === name && port.protocol === protocol);
}

function unresolved(service: Service, what: string): PlaygroundError {
  return new PlaygroundError('unresolved-template', `service "${service.name}" names ${what}`, {
    kind: 'usage',
    hint: 'correct the template, or add what it names',
    details: { service: service.name },
  });
}
