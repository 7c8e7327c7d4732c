import { z } from 'zod';
import { listMap, name, portNumber, unixSeconds } from './field-types.ts';
import { STATUS_FIELDS } from './status-fields.ts';

const serviceStatus = z.strictObject({
  name: name.describe('Name of the service.'),
  ready: z.boolean().describe('Whether its readyCheck passes; without one, whether it runs.'),
  started: z.boolean().describe('Whether it has been started, and those that wait for it may be.').optional(),
  restarts: z.int().min(0).describe('How often its container was restarted.').optional(),
  message: z.string().max(4096).describe('What it waits for or why it fails.').optional(),
});

const endpoint = z.strictObject({
  service: name.describe('Name of the service.'),
  port: name.describe('Name of its port.'),
  host: z.string().max(253).describe('Name of the Kubernetes Service, or the address outside of the cluster.'),
  number: portNumber.describe('The number to connect to.'),
  url: z.string().max(2048).describe('The same as a URL, where the port speaks HTTP.').optional(),
});

export const deploymentStatus = z
  .strictObject({
    ...STATUS_FIELDS,
    services: listMap(serviceStatus, ['name'], 64).describe('How far each service has come.').optional(),
    endpoints: listMap(endpoint, ['service', 'port', 'host'], 1024)
      .describe('Where the ports of the services can be reached inside the cluster.')
      .optional(),
    artifacts: z
      .strictObject({
        genesisTime: unixSeconds.describe('When the chain begins, in Unix seconds.').optional(),
        slotDuration: z.int().min(0).describe('Milliseconds from one slot to the next.').optional(),
      })
      .describe('What was found out when the files of the network were made.')
      .optional(),
    waitingForAttach: z
      .array(name)
      .max(64)
      .meta({ 'x-kubernetes-list-type': 'set' })
      .describe('Services with useHostExecution that no machine runs yet: playground k8s attach NAME.')
      .optional(),
  })
  .describe('The network as it is; written by the operator.');
