import type { ResolvedService } from '../../../manifest/addressing.ts';
import { kubernetesName } from '../kubernetes-name.ts';
import { escapeExpansion } from './escape-expansion.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { metadataOf } from './metadata.ts';
import type { RenderContext, RenderedService } from './render-context.ts';

const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY)/i;

/** Whether the value of a variable is kept in a Secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef: { name: string; key: string } } | { fieldRef: { fieldPath: string } };
}

/** The environment of a service; what looks secret comes from the deployment's own Secret. */
export function environmentOf(context: RenderContext, { spec, resolved }: RenderedService): EnvironmentVariable[] {
  const plain = Object.entries(resolved.env).map(([name, value]) =>
    isSecretName(name)
      ? fromSecret(name, secretName(context), secretKey(resolved, name))
      : { name, value: escapeExpansion(value) },
  );
  const given = Object.entries(spec.secretEnv ?? {}).map(([name, { secret, key }]) => fromSecret(name, secret, key));
  return [...plain, ...given];
}

/** The Secret with the variables that look secret; none where there are none. */
export function secretEnvironment(context: RenderContext): KubernetesObject[] {
  const entries = context.services.flatMap(({ resolved }) =>
    Object.entries(resolved.env)
      .filter(([name]) => isSecretName(name))
      .map(([name, value]): [string, string] => [secretKey(resolved, name), value]),
  );
  if (entries.length === 0) return [];
  const metadata = metadataOf(context, secretName(context));
  return [{ apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData: Object.fromEntries(entries) }];
}

function secretName({ name }: RenderContext): string {
  return `${name}-env`;
}

function secretKey({ service }: ResolvedService, name: string): string {
  return `${kubernetesName(service.name)}.${name}`;
}

function fromSecret(name: string, secret: string, key: string): EnvironmentVariable {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
