import { isPlaygroundError } from '../lib/errors.ts';
import type { Problem } from './problem.ts';
import type { Manifest, Service } from './service.ts';
import { parseTemplate, type TemplateNode } from './template.ts';
import { type ServiceText, serviceTexts } from './texts.ts';
import { unknownPort, unknownService } from './unknown-name.ts';

/** What the templates of a service name and nobody has; each with its text and column. */
export function validateTemplates(
  service: Service,
  manifest: Manifest,
  byName: ReadonlyMap<string, Service> = new Map(manifest.services.map((other) => [other.name, other])),
): Problem[] {
  return serviceTexts(service).flatMap((text) => validateText(text, service, { ...manifest, byName }));
}

interface Known extends Manifest {
  byName: ReadonlyMap<string, Service>;
}

function validateText({ field, text }: ServiceText, service: Service, manifest: Known): Problem[] {
  let nodes: TemplateNode[];
  try {
    nodes = parseTemplate(text);
  } catch (error) {
    if (!isPlaygroundError(error)) throw error;
    const { code, message, hint = '', details } = error;
    return [{ code, service: service.name, field, column: Number(details.column), message, hint }];
  }
  return nodes.flatMap((node) => {
    const problem = validateNode(node, service, manifest);
    return problem === undefined ? [] : [{ ...problem, service: service.name, field, column: node.column }];
  });
}

function validateNode(
  node: TemplateNode,
  service: Service,
  manifest: Known,
): Omit<Problem, 'field' | 'service' | 'column'> | undefined {
  if (node.kind === 'port') {
    const declared = service.ports.find((port) => port.name === node.name && port.protocol === node.protocol);
    if (declared === undefined) return unknownPort(node.name, service);
    if (declared.port === node.port) return undefined;
    const message = `port "${node.name}" is ${node.port} here and ${declared.port} in the service's ports`;
    return { code: 'port-mismatch', message, hint: 'use one number' };
  }
  if (node.kind === 'service') {
    const target = manifest.byName.get(node.service);
    if (target === undefined) return unknownService(node.service, manifest.services);
    return target.ports.some((port) => port.name === node.portLabel) ? undefined : unknownPort(node.portLabel, target);
  }
  if (node.kind === 'bootnode' && manifest.bootnode === undefined) {
    return { code: 'no-bootnode', message: 'the manifest has no bootnode', hint: 'add one, or remove {{Bootnode}}' };
  }
  return undefined;
}
