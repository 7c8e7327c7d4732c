/** A rule between fields: the API server evaluates `cel`, `validate/` says the same in TypeScript. */
export interface Rule {
  code: string;
  /** Common Expression Language; `self` is what the rule is attached to. */
  cel: string;
  /** What must be, one line. */
  message: string;
}

/** Of either kind, attached to the whole resource. */
export const NAME_RULE = {
  code: 'invalid-name',
  cel: "size(self.metadata.name) <= 52 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
  message:
    'the name has at most 52 lower-case letters, digits and "-", and begins with a letter: pods are called after it',
} as const satisfies Rule;

/** Attached to a deployment. */
export const DEPLOYMENT_RULES = {
  serviceNameFits: {
    code: 'name-too-long',
    cel: 'self.spec.services.all(s, size(self.metadata.name) + size(s.name) < 63)',
    message: 'the Service of a service is called NAME-SERVICE, which has at most 63 characters',
  },
  podNameFits: {
    code: 'name-too-long',
    cel:
      "!has(self.spec.topology) || self.spec.topology != 'services' || " +
      'self.spec.services.all(s, size(self.metadata.name) + size(s.name) < 52)',
    message: 'with topology services a StatefulSet is called NAME-SERVICE, which has at most 52 characters',
  },
} as const satisfies Record<string, Rule>;

/** Attached to `spec`. */
export const SPEC_RULES = {
  exposedPortExists: {
    code: 'unknown-port',
    cel:
      '!has(self.network) || !has(self.network.expose) || self.network.expose.all(e, ' +
      'self.services.exists(s, s.name == e.service && has(s.ports) && s.ports.exists(p, p.name == e.port)))',
    message: 'every entry of network.expose names a service and one of its ports',
  },
  bootnodeExists: {
    code: 'unknown-service',
    cel: '!has(self.bootnode) || self.services.exists(s, s.name == self.bootnode.service)',
    message: 'bootnode.service names a service of this deployment',
  },
} as const satisfies Record<string, Rule>;

/** Attached to `spec` of a BuilderPlayground. */
export const PLAYGROUND_RULES = {
  methodStays: {
    code: 'storage-type-changed',
    cel: 'self.storageMethod == oldSelf.storageMethod',
    message: 'storageMethod cannot be changed: create another BuilderPlayground',
  },
  pathIsLocal: {
    code: 'invalid-storage',
    cel: "!has(self.storage) || !has(self.storage.path) || self.storageMethod == 'local-path'",
    message: 'storage.path goes only with storageMethod local-path',
  },
  classIsClaimed: {
    code: 'invalid-storage',
    cel:
      '!has(self.storage) || (!has(self.storage.storageClass) && !has(self.storage.size)) || ' +
      "self.storageMethod == 'pvc'",
    message: 'storage.storageClass and storage.size go only with storageMethod pvc',
  },
} as const satisfies Record<string, Rule>;

/** Attached to `spec.storage`. */
export const STORAGE_RULES = {
  typeStays: {
    code: 'storage-type-changed',
    cel: 'self.type == oldSelf.type',
    message: 'the type of storage cannot be changed: create another deployment',
  },
  classStays: {
    code: 'storage-class-changed',
    cel:
      'has(self.storageClass) == has(oldSelf.storageClass) && ' +
      '(!has(self.storageClass) || self.storageClass == oldSelf.storageClass)',
    message: 'the storage class cannot be changed: create another deployment',
  },
  pathIsLocal: {
    code: 'invalid-storage',
    cel: "has(self.path) == (self.type == 'local-path')",
    message: 'type local-path needs path, a folder of the node, and path goes only with it',
  },
  classIsClaimed: {
    code: 'invalid-storage',
    cel: "(!has(self.storageClass) && !has(self.size)) || self.type == 'pvc'",
    message: 'storageClass and size go only with type pvc',
  },
} as const satisfies Record<string, Rule>;

/** Attached to `spec.artifacts`. */
export const ARTIFACT_RULES = {
  bundleIsNamed: {
    code: 'invalid-artifacts',
    cel: "has(self.bundle) == (has(self.source) && self.source == 'bundle')",
    message: 'source bundle needs bundle, and bundle goes only with it',
  },
} as const satisfies Record<string, Rule>;

/** Attached to `spec.services`. */
export const SERVICES_RULES = {
  namesDiffer: {
    code: 'name-collision',
    cel: "self.all(s, self.exists_one(t, t.name.replace('_', '-') == s.name.replace('_', '-')))",
    message: 'names of services differ in more than "_" and "-", which are one in Kubernetes',
  },
  dependencyExists: {
    code: 'unknown-service',
    cel: 'self.all(s, !has(s.dependencies) || s.dependencies.all(d, self.exists(t, t.name == d.name)))',
    message: 'every dependency names a service of this deployment',
  },
  healthIsChecked: {
    code: 'unchecked-health',
    cel:
      "self.all(s, !has(s.dependencies) || s.dependencies.all(d, d.condition != 'healthy' || " +
      '!self.exists(t, t.name == d.name && !has(t.readyCheck))))',
    message: 'a service that another one waits for to be healthy has a readyCheck',
  },
} as const satisfies Record<string, Rule>;

/** Attached to one service. */
export const SERVICE_RULES = {
  somethingRuns: {
    code: 'nothing-to-run',
    cel: 'has(self.image) || (has(self.useHostExecution) && self.useHostExecution)',
    message: 'a service has an image, unless useHostExecution is true',
  },
  noSelfDependency: {
    code: 'dependency-cycle',
    cel: '!has(self.dependencies) || self.dependencies.all(d, d.name != self.name)',
    message: 'a service does not depend on itself',
  },
} as const satisfies Record<string, Rule>;

/** Attached to the ports of one service. */
export const PORTS_RULES = {
  numbersDiffer: {
    code: 'duplicate-port',
    cel: 'self.all(p, self.exists_one(q, q.containerPort == p.containerPort && q.protocol == p.protocol))',
    message: 'no two ports of a service have the same number and protocol',
  },
} as const satisfies Record<string, Rule>;

/** Attached to a ready check. */
export const CHECK_RULES = {
  oneForm: {
    code: 'invalid-check',
    cel: 'has(self.queryURL) != has(self.test)',
    message: 'a readyCheck has either queryURL or test',
  },
  testForm: {
    code: 'invalid-check',
    cel:
      '!has(self.test) || (size(self.test) > 0 && (' +
      "(self.test[0] == 'CMD' && size(self.test) > 1) || " +
      "(self.test[0] == 'CMD-SHELL' && size(self.test) == 2) || " +
      "(self.test[0] == 'NONE' && size(self.test) == 1)))",
    message: 'test is [CMD, program, arguments...], [CMD-SHELL, line] or [NONE]',
  },
} as const satisfies Record<string, Rule>;

/** Attached to a path in a container or on a node. */
export const ABSOLUTE_PATH_RULE = {
  code: 'invalid-path',
  cel: "self.startsWith('/') && !self.contains(':') && !(self + '/').contains('/../')",
  message: 'the path is absolute, without ".." and ":"',
} as const satisfies Rule;

/** Attached to a path below a folder. */
export const RELATIVE_PATH_RULE = {
  code: 'invalid-path',
  cel: "self != '' && !self.startsWith('/') && !('/' + self + '/').contains('/../')",
  message: 'the path is relative, without ".."',
} as const satisfies Rule;
