import type { Resource } from '../../../../shared/model/span.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { within } from '../fault.ts';
import { malformed, parseJsonBody } from '../json-body.ts';
import { isObject, own } from '../json-values.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodeResult, tooMany } from '../otlp/traces-request.ts';
import { NO_SCOPE, SpanCollector } from '../spans/span-collector.ts';
import { Resources } from '../trace-file/resources.ts';
import { decodeFlatSpan } from './flat-span.ts';

/** Flat spans as posted: one object, an array of them, or such an array under `spans`. */
export function decodeFlatJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const list = listOf(document.value);
  if (list === null) return err(malformed('expected a span, an array of spans or {"spans": […]}'));
  if (list.length > limits.items) return err(tooMany(limits.items));
  const collector = new SpanCollector(limits, list.length, bytes.length);
  const resources = new Resources();
  for (const [i, value] of list.entries()) {
    try {
      const { service, resource, span } = decodeFlatSpan(value);
      collector.add(resourceOf(resources, service, resource), NO_SCOPE, span);
    } catch (error) {
      collector.fault(within(error, `[${i}]`));
    }
  }
  return ok(collector.finish());
}

const resourceOf = (resources: Resources, service: string, resource: Resource | undefined): Resource =>
  resource ?? resources.ofService(service);

function listOf(document: unknown): readonly unknown[] | null {
  if (Array.isArray(document)) return document;
  if (!isObject(document)) return null;
  const spans = own(document, 'spans');
  return Array.isArray(spans) ? spans : [document];
}
