import type { Service } from '../../../manifest/service.ts';
import { parseTemplate, type ServiceNode } from '../../../manifest/template.ts';
import { serviceTexts } from '../../../manifest/texts.ts';

/** The ports of other services that the templates of a service name. Throws `invalid-template`. */
export function referencesOf(service: Service): ServiceNode[] {
  return serviceTexts(service)
    .filter(({ text }) => text.includes('{{'))
    .flatMap(({ text }) => parseTemplate(text))
    .flatMap((node) => (node.kind === 'service' ? [node] : []));
}
