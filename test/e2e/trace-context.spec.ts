import { sendTrace } from './otlp.ts';
import { expect, test } from './trivet.ts';

test.use({ world: 'trace-context' });

test('a context that a request carried leads to its trace, any other id to the logs', async ({ app }) => {
  const named = await sendTrace(app.otlpPort, [{ service: 'shop', name: 'POST /orders', start: 0, end: 20 }]);
  const missing = 'dead'.repeat(8);
  const traceId = await sendTrace(app.otlpPort, [
    {
      service: 'mailer',
      name: 'consume order',
      start: 0,
      end: 30,
      attributes: {
        'messaging.header.traceparent': `00-${named}-00f067aa0ba902b7-01`,
        'http.request.header.x-b3-traceid': missing,
        'message.properties.x-correlation-id': 'order 7',
      },
    },
  ]);
  await app.open(`/traces/${traceId}`);
  await app.page.getByRole('row', { name: /consume order/ }).click();
  const pane = app.page.getByRole('complementary', { name: 'Span' });
  await expect(pane.getByRole('heading', { name: /Carried context/ })).toBeVisible();
  await expect(pane.getByRole('link', { name: `logs with ${missing}` })).toBeVisible();
  await expect(pane).toContainText('no such trace is stored');
  await expect(pane.getByRole('link', { name: 'logs with order 7' })).toHaveAttribute('href', /q=order/);
  await pane.getByRole('link', { name: new RegExp(`trace ${named.slice(0, 16)}`) }).click();
  await expect(app.page).toHaveURL(new RegExp(`/traces/${named}`));
  await expect(app.page.getByRole('heading', { name: /POST \/orders/ })).toBeVisible();
});

test('the sources page says how Jaeger and Zipkin clients are pointed here', async ({ app }) => {
  await app.open('/settings?section=sources');
  await expect(app.page.getByText(/JAEGER_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\/api\/traces/)).toBeVisible();
  await expect(app.page.getByText(/JAEGER_AGENT_PORT=\d+/).first()).toBeVisible();
  await expect(
    app.page.getByText(/OTEL_EXPORTER_ZIPKIN_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\/api\/v2\/spans/),
  ).toBeVisible();
  await expect(app.page.getByRole('row', { name: /jaeger-udp-compact/ })).toContainText('127.0.0.1');
});
