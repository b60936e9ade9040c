/**
 * The URL of a thread's entry beside this module, without its ending: sources run as .ts under Node's type
 * stripping and as .js once built.
 */
export function workerUrl(importMetaUrl: string, name: string): URL {
  const ending = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  return new URL(name + ending, importMetaUrl);
}
