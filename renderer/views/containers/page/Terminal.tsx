import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import { useThemeKey } from '../../../charts/use-theme-key.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import type { TrivetClient } from '../../../connection/connection.ts';
import classes from './page.module.css';
import { terminalTheme } from './terminal-theme.ts';

interface Ended {
  text: string;
}

/** A terminal on a shell in the container; it ends with the tab. */
export default function Terminal({ containerId, name }: { containerId: string; name: string }) {
  const client = useClient();
  const element = useRef<HTMLDivElement>(null);
  const terminal = useRef<Xterm | null>(null);
  const [ended, setEnded] = useState<Ended | null>(null);
  const [run, setRun] = useState(0);
  const theme = useThemeKey();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` starts another session
  useEffect(() => {
    if (!client || !element.current) return;
    setEnded(null);
    const session = openSession(client, containerId, element.current, setEnded);
    terminal.current = session.terminal;
    return () => session.dispose();
  }, [client, containerId, run]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what colours stand for
  useEffect(() => {
    if (terminal.current) terminal.current.options.theme = terminalTheme();
  }, [theme]);
  return (
    <section className="pane" style={{ flex: 1 }} aria-label={`Shell in ${name}`}>
      {ended ? (
        <div className="pane-head">
          <span className="warn">{ended.text}</span>
          <span className="grow" />
          <button type="button" className="btn small" onClick={() => setRun(run + 1)}>
            Open another
          </button>
        </div>
      ) : null}
      <div ref={element} className={classes.terminal} />
    </section>
  );
}

function openSession(
  client: TrivetClient,
  containerId: string,
  element: HTMLElement,
  onEnd: (ended: Ended) => void,
): { terminal: Xterm; dispose(): void } {
  const terminal = new Xterm({
    fontFamily: getComputedStyle(document.body).getPropertyValue('--font-mono'),
    fontSize: 12,
    scrollback: 5000,
    theme: terminalTheme(),
    // Output of a container may not open links, set titles or fill the clipboard: no addon and no handler does.
    linkHandler: { activate: () => undefined },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  fit.fit();
  let sessionId: string | null = null;
  const subscription = client.subscribe(
    'exec.session',
    { containerId, columns: terminal.cols, rows: terminal.rows },
    {
      event(value) {
        if (value.kind === 'open') sessionId = value.sessionId;
        else if (value.kind === 'exit')
          onEnd({ text: `The shell ended${value.exitCode === null ? '' : ` with exit ${value.exitCode}`}.` });
        // Answered when it is drawn: a flood waits in the engine, not here.
        else return new Promise<void>((drawn) => terminal.write(value.data, drawn));
        return undefined;
      },
      end: () => onEnd({ text: 'The shell ended.' }),
      error: (error) => onEnd({ text: `No shell: ${error.message}` }),
    },
  );
  const encoder = new TextEncoder();
  const failed = (error: unknown) => onEnd({ text: error instanceof Error ? error.message : String(error) });
  terminal.onData((text) => {
    if (sessionId !== null)
      client.call('exec.input', { sessionId, data: encoder.encode(text) }).catch(failed);
  });
  terminal.onResize(({ cols, rows }) => {
    if (sessionId !== null) client.call('exec.resize', { sessionId, columns: cols, rows }).catch(failed);
  });
  const resized = new ResizeObserver(() => fit.fit());
  resized.observe(element);
  terminal.focus();
  return {
    terminal,
    dispose() {
      resized.disconnect();
      subscription.dispose();
      terminal.dispose();
    },
  };
}
