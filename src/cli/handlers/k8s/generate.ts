import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { replaceFile } from '../../../lib/replace-file.ts';
import type { Manifest } from '../../../manifest/service.ts';
import { sessionPaths } from '../../../session/paths.ts';
import { checkDeploymentName, deploymentName } from '../../../targets/kubernetes/generate/deployment-name.ts';
import type { DeploymentText } from '../../../targets/kubernetes/generate/deployment-text.ts';
import type { GenerateOptions } from '../../../targets/kubernetes/generate/generate-deployment.ts';
import { kubernetesWishes } from '../../cluster-options.ts';
import type { Invocation } from '../../command.ts';
import type { Output } from '../../output.ts';
import { readManifest } from '../../read-manifest.ts';
import { typedName } from '../../typed-name.ts';
import { deploymentSteps } from '../../ui/deployment-steps.ts';
import { table } from '../../ui/table.ts';

export async function generate({ words, flags, output }: Invocation): Promise<number> {
  const wishes = kubernetesWishes(flags);
  const given = flags.name as string | undefined;
  if (given !== undefined) checkDeploymentName(given);
  const { manifest, file } = await readManifest(words[0]);
  const folder = dirname(file);
  const name = given ?? deploymentName(manifest.sessionId, basename(resolve(folder)));
  const artifacts = flags.artifacts as GenerateOptions['artifacts'];
  const options = { ...wishes, name, ...(artifacts === undefined ? {} : { artifacts }) };
  const { text, notices } = await textOf(manifest, options, file);
  const target = flags.stdout === true ? undefined : sessionPaths(folder).deployment;
  const replaces = target !== undefined && existsSync(target);
  if (target !== undefined) replaceFile(target, text);
  report({ name, target, replaces, text, notices }, output);
  return 0;
}

async function textOf(manifest: Manifest, options: GenerateOptions, file: string): Promise<DeploymentText> {
  if (options.artifacts !== 'bundle') {
    const { deploymentText } = await import('../../../targets/kubernetes/generate/deployment-text.ts');
    return deploymentText(manifest, options, file);
  }
  const { folderFiles } = await import('../../../session/folder-files.ts');
  const { bundledDeploymentText } = await import('../../../targets/kubernetes/generate/bundled-deployment-text.ts');
  return bundledDeploymentText(manifest, folderFiles(dirname(file)), options, file);
}

interface Generated {
  name: string;
  /** Absent where the text goes to standard output. */
  target: string | undefined;
  replaces: boolean;
  text: string;
  notices: string[];
}

/** The YAML alone goes to a standard output that is to be piped; what there is to say about it goes beside it. */
function report({ name, target, replaces, text, notices }: Generated, output: Output): void {
  if (output.json) {
    output.document({
      name,
      ...(target === undefined ? { yaml: text } : { file: resolve(target), replaces }),
      notices,
    });
    return;
  }
  for (const notice of notices) output.remark(notice);
  if (target === undefined) {
    output.write(text);
    return;
  }
  output.line(`${replaces ? 'Replaced' : 'Wrote'} ${target}: BuilderPlaygroundDeployment ${output.palette.name(name)}`);
  output.line();
  output.line(output.palette.heading('How to go on'));
  for (const line of table(deploymentSteps(target, typedName()), '  ')) output.line(line);
}
