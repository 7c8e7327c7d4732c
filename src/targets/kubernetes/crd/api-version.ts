/** Light to import: who only names the kinds need not load their schemas. */
export const API_GROUP = 'playground.flashbots.io';
export const API_VERSION = `${API_GROUP}/v1alpha1`;
