import type { z } from 'zod';
import { API_GROUP, API_VERSION } from './api-version.ts';
import { deploymentSchema } from './deployment-schema.ts';
import { playgroundSchema } from './playground-schema.ts';
import { DEPLOYMENT_RULES, NAME_RULE, type Rule } from './rules.ts';
import { type StructuralSchema, structuralSchema } from './structural-schema.ts';

/** `apiextensions.k8s.io/v1`, as far as it is used. */
export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1';
  kind: 'CustomResourceDefinition';
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    group: string;
    names: { kind: string; listKind: string; plural: string; singular: string; shortNames: string[] };
    scope: 'Namespaced';
    versions: [
      {
        name: string;
        served: true;
        storage: true;
        subresources: { status: Record<string, never> };
        additionalPrinterColumns: PrinterColumn[];
        schema: { openAPIV3Schema: StructuralSchema };
      },
    ];
  };
}

interface PrinterColumn {
  name: string;
  type: 'string' | 'date';
  description: string;
  jsonPath: string;
  /** 1: only with `-o wide`. */
  priority?: 1;
}

/** Of every kind, made from the schemas. */
export function customResourceDefinitions(): CustomResourceDefinition[] {
  return [
    definition({
      kind: 'BuilderPlaygroundDeployment',
      shortName: 'bpd',
      description:
        'An Ethereum network for people who build block builders, relays and MEV software: services with images, ' +
        'arguments and templates, which become pods. playground k8s generate writes it.',
      schema: deploymentSchema,
      rules: [NAME_RULE, ...Object.values(DEPLOYMENT_RULES)],
      columns: [TOPOLOGY],
    }),
    definition({
      kind: 'BuilderPlayground',
      shortName: 'bp',
      description:
        'A recipe and its flags. The operator cooks it, owns the BuilderPlaygroundDeployment that comes out, and ' +
        'mirrors its state.',
      schema: playgroundSchema,
      rules: [NAME_RULE],
      columns: [RECIPE, TOPOLOGY],
    }),
  ];
}

interface KindFacts {
  kind: string;
  shortName: string;
  description: string;
  schema: z.ZodObject;
  rules: readonly Rule[];
  columns: readonly PrinterColumn[];
}

function definition({ kind, shortName, description, schema, rules, columns }: KindFacts): CustomResourceDefinition {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const { spec, status } = structuralSchema(schema).properties ?? {};
  if (spec === undefined || status === undefined) throw new Error(`the schema of ${kind} lacks spec or status`);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${API_GROUP}`, labels: { 'app.kubernetes.io/name': 'builder-playground' } },
    spec: {
      group: API_GROUP,
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames: [shortName] },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [READY, ...columns, AGE, REASON, MESSAGE],
          schema: { openAPIV3Schema: { ...root(description, rules), properties: { ...ENVELOPE, spec, status } } },
        },
      ],
    },
  };
}

function root(description: string, rules: readonly Rule[]): StructuralSchema {
  const validations = rules.map(({ cel, message }) => ({ rule: cel, message }));
  return { description, type: 'object', 'x-kubernetes-validations': validations, required: ['spec'] };
}

/** What every object has; the API server checks it by itself. */
const ENVELOPE: Record<string, StructuralSchema> = {
  apiVersion: { description: `${API_VERSION}.`, type: 'string' },
  kind: { description: 'The kind of the resource.', type: 'string' },
  metadata: { type: 'object' },
};

const READY: PrinterColumn = {
  name: 'Ready',
  type: 'string',
  description: 'Whether the network is ready.',
  jsonPath: '.status.conditions[?(@.type=="Ready")].status',
};
const REASON: PrinterColumn = {
  name: 'Reason',
  type: 'string',
  description: 'Why it is, or is not, ready.',
  jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
  priority: 1,
};
const MESSAGE: PrinterColumn = {
  name: 'Message',
  type: 'string',
  description: 'The same for people.',
  jsonPath: '.status.conditions[?(@.type=="Ready")].message',
  priority: 1,
};
const TOPOLOGY: PrinterColumn = {
  name: 'Topology',
  type: 'string',
  description: 'One pod, or a pod for each service.',
  jsonPath: '.spec.topology',
};
const RECIPE: PrinterColumn = {
  name: 'Recipe',
  type: 'string',
  description: 'What is cooked.',
  jsonPath: '.spec.recipe',
};
const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  description: 'How long it has existed.',
  jsonPath: '.metadata.creationTimestamp',
};
