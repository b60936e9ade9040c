import { Emitter } from '../../../../shared/util/emitter.ts';
import type { DockerSource } from '../../docker/docker-source.ts';
import type { ScrapeJob } from '../config/scrape-job.ts';
import type { HttpClientOptions } from '../http/http-client.ts';
import { HttpFetcher } from '../http/http-fetcher.ts';
import { dnsSource } from './dns-source.ts';
import { dockerSource } from './docker-source.ts';
import { fileSource } from './file-source.ts';
import { httpSource } from './http-source.ts';
import { groupTargets, type TargetSource } from './target-source.ts';

/** All that finds targets for a job. The pool that is given them owns them. */
export function jobSources(
  { discovery }: ScrapeJob,
  docker: DockerSource,
  http: Omit<HttpClientOptions, 'client'>,
): TargetSource[] {
  const fixed: TargetSource = {
    targets: discovery.static.flatMap((group) => groupTargets(group)),
    problem: null,
    onChange: new Emitter(),
    dispose: () => undefined,
  };
  return [
    fixed,
    ...discovery.file.map((config) => fileSource(config)),
    ...discovery.docker.map((config) => dockerSource(config, docker)),
    ...discovery.http.map((config) =>
      httpSource(config, new HttpFetcher({ ...http, client: config.client })),
    ),
    ...discovery.dns.map((config) => dnsSource(config)),
  ];
}
