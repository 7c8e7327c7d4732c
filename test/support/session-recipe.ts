import { declareTemplated, emptyService } from '../../src/manifest/builder.ts';
import type { Service } from '../../src/manifest/service.ts';
import type { Recipe } from '../../src/recipes/recipe.ts';

export interface SessionRecipeOptions {
  /** The program of the web service: see host-world.ts. */
  web: string;
  port: number;
  /** Appended to the arguments of the web service. */
  args?: string[];
  /** Runs in place of the web service's second. */
  shell?: string;
}

/** Two small services, of which the first keeps a count of its starts in its volume. */
export function sessionRecipe({ web, port, args = [], shell = 'exec sleep 1000' }: SessionRecipeOptions): Recipe {
  const first: Service = {
    ...emptyService('web'),
    hostPath: process.execPath,
    args: [web, '--port', `{{Port "http" ${port}}}`, ...args],
    prepare: [['-e', 'require("fs").appendFileSync(process.argv[1] + "/starts", "x")', '/data']],
    volumesMapped: { '/data': { name: 'data', isLocal: false } },
    readyCheck: {
      queryUrl: `http://localhost:${port}/`,
      test: [],
      interval: 1000,
      startPeriod: 0,
      timeout: 0,
      retries: 3,
    },
  };
  const second: Service = {
    ...emptyService('second'),
    hostPath: '/bin/sh',
    args: ['-c', shell],
    dependsOn: [{ name: 'web', condition: 'healthy' }],
  };
  return {
    name: 'small',
    description: 'two services',
    flags: [],
    examples: [],
    outlook: () => ({ slotDuration: 12_000, programs: 'embedded' }),
    async cook(_flags, { sessionId, genesisTime }) {
      return {
        manifest: { sessionId, services: [declareTemplated(first), second] },
        artifacts: [
          { path: 'genesis.json', content: JSON.stringify({ genesisTime }) },
          { path: 'deep/er/file', content: new Uint8Array([1, 2, 3]), mode: 0o600 },
        ],
        notices: ['chosen for you'],
        slotDuration: 12_000,
        outputs: {},
      };
    },
  };
}
