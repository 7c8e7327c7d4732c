import { expect, it } from 'vitest';
import { fullName } from './full-name.ts';

it.each([
  ['builder-playground:1', 'builder-playground:1', 'docker.io/library/builder-playground:1'],
  ['me/playground:1', 'me/playground:1', 'docker.io/me/playground:1'],
  ['ghcr.io/me/playground:1', 'ghcr.io/me/playground:1', 'ghcr.io/me/playground:1'],
  ['localhost:5000/playground', 'localhost:5000/playground', 'localhost:5000/playground'],
  ['localhost/playground', 'localhost/playground', 'localhost/playground'],
])('%s is %s in Docker and %s in Podman', (image, docker, podman) => {
  expect(fullName(image, 'docker')).toBe(docker);
  expect(fullName(image, 'podman')).toBe(podman);
});
