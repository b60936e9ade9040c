import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePrometheusConfig } from '../../../electron/engine/scrape/config/prometheus-config.ts';
import { corpusFile, hasCorpus } from '../../corpus.ts';

/**
 * Where Trivet deliberately answers otherwise than Prometheus, file by file. A section that Trivet does not use is
 * named in a warning and not looked into: refusing a whole file for what nothing depends on would help nobody.
 */
const foreignDiscovery = 'of a service discovery that is named and not looked into';
const unusedSection = 'in a section that is named and not looked into';
const acceptedAllTheSame: Record<string, string> = {
  'azure_client_id_missing.bad.yml': foreignDiscovery,
  'azure_subscription_id_missing.bad.yml': foreignDiscovery,
  'ec2_token_file.bad.yml': foreignDiscovery,
  'eureka_no_server.bad.yml': foreignDiscovery,
  'kubernetes_authorization_basicauth.bad.yml': foreignDiscovery,
  'kubernetes_bearertoken_basicauth.bad.yml': foreignDiscovery,
  'kubernetes_http_config_without_api_server.bad.yml': foreignDiscovery,
  'kubernetes_kubeconfig_with_http_config.bad.yml': foreignDiscovery,
  'kubernetes_selectors_endpoints.bad.yml': foreignDiscovery,
  'kubernetes_selectors_incorrect_selector.bad.yml': foreignDiscovery,
  'lightsail_token_file.bad.yml': foreignDiscovery,
  'marathon_authtoken_authorization.bad.yml': foreignDiscovery,
  'marathon_authtoken_basicauth.bad.yml': foreignDiscovery,
  'marathon_no_servers.bad.yml': foreignDiscovery,
  'outscale_no_region.bad.yml': foreignDiscovery,
  'outscale_two_secrets.bad.yml': foreignDiscovery,
  'stackit_endpoint.bad.yml': foreignDiscovery,
  'uyuni_token_file.bad.yml': foreignDiscovery,
  'empty_alertmanager_relabel_config.bad.yml': unusedSection,
  'empty_rr_config.bad.yml': unusedSection,
  'empty_rw_relabel_config.bad.yml': unusedSection,
  'otlp_ignore_resource_attributes_without_promote_all.bad.yml': unusedSection,
  'otlp_promote_all_resource_attributes.bad.yml': unusedSection,
  'remote_read_header.bad.yml': unusedSection,
  'remote_write_authorization_header.bad.yml': unusedSection,
  'remote_write_header.bad.yml': unusedSection,
  'remote_write_queue_max_backoff_less_than_min.bad.yml': unusedSection,
  'remote_write_queue_max_shards_zero.bad.yml': unusedSection,
  'remote_write_queue_min_shards_zero.bad.yml': unusedSection,
  'remote_write_url_missing.bad.yml': unusedSection,
  'tracing_invalid_authorization_header.bad.yml': unusedSection,
  'tracing_invalid_header.bad.yml': unusedSection,
  'tsdb_chunk_encoding_floats.bad.yml': unusedSection,
  'tsdb_chunk_encoding_floats_wrong_case_xor2.bad.yml': unusedSection,
  'tsdb_retention_size.bad.yml': unusedSection,
};

const load = (path: string) => parsePrometheusConfig(readFileSync(path, 'utf8'), dirname(path));
const names = hasCorpus
  ? readdirSync(corpusFile('prometheus-config/prometheus-testdata')).filter((name) => name.endsWith('.yml'))
  : [];

describe.skipIf(!hasCorpus)("Prometheus' own configuration files", () => {
  test('the corpus is the known one', () => {
    expect(names.filter((name) => name.includes('.good.'))).toHaveLength(32);
    expect(names.filter((name) => name.includes('.bad.'))).toHaveLength(71);
    expect(names).toEqual(expect.arrayContaining(Object.keys(acceptedAllTheSame)));
  });

  test.each(names)('%s', (name) => {
    const result = load(corpusFile(`prometheus-config/prometheus-testdata/${name}`));
    const reason = acceptedAllTheSame[name];
    if (!name.includes('.bad.')) {
      expect(result).toMatchObject({ ok: true });
    } else if (reason !== undefined) {
      expect(result.ok && result.value.warnings.map(({ message }) => message).join()).toContain(
        'not supported',
      );
    } else {
      expect(result).toMatchObject({ ok: false, error: { message: expect.any(String) } });
      if (!result.ok) expect(result.error.line).toBeGreaterThan(0);
    }
  });

  test('the largest file loads with every job and names every discovery that is not followed', () => {
    const result = load(corpusFile('prometheus-config/prometheus-testdata/conf.good.yml'));
    if (!result.ok) throw result.error;
    expect(result.value.jobs).toHaveLength(34);
    const said = result.value.warnings.map(({ message }) => message).join('\n');
    for (const name of ['consul', 'kubernetes', 'kuma', 'nomad', 'ec2', 'azure', 'eureka', 'vultr']) {
      expect(said).toContain(`${name}_sd_configs is not supported`);
    }
    expect(result.value.warnings.every(({ line }) => (line ?? 0) > 0)).toBe(true);
  });

  test.each([
    ['prometheus-config/example-prometheus.yml', 1],
    ['prometheus-config/example-prometheus-docker.yml', 3],
    ['prometheus-config/example-prometheus-otlp.yml', 0],
    ['prometheus-config/dockprom-prometheus.yml', 4],
    ['prometheus-config/promtool-url_in_scrape_targetgroup_with_relabel_config.good.yml', 1],
    ['reference/ecommerce-prometheus.yml', 6],
  ])('%s has %i jobs', (path, jobs) => {
    const result = load(corpusFile(path));
    expect(result.ok && result.value.jobs).toHaveLength(jobs);
  });

  test('a rule file that is not there is a warning with its line, no error', () => {
    const result = load(corpusFile('reference/ecommerce-prometheus.yml'));
    expect(result.ok && result.value.warnings).toContainEqual({
      message: 'rule_files: ecommerce_rules.yml does not exist',
      line: 6,
    });
  });
});
