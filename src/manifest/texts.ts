import type { Service } from './service.ts';

/** A text of a service that may hold templates, with its place as messages and JSON paths write it. */
export interface ServiceText {
  field: string;
  text: string;
}

export function serviceTexts(service: Service): ServiceText[] {
  const check = service.readyCheck;
  return [
    ...service.args.map((text, i) => ({ field: `args[${i}]`, text })),
    ...(service.prepare ?? []).flatMap((args, i) => args.map((text, j) => ({ field: `prepare[${i}][${j}]`, text }))),
    ...Object.entries(service.env).map(([name, text]) => ({ field: `env.${name}`, text })),
    ...(check?.queryUrl ? [{ field: 'ready_check.query_url', text: check.queryUrl }] : []),
    ...(check?.test ?? []).map((text, i) => ({ field: `ready_check.test[${i}]`, text })),
  ];
}
