/**
 * What the desktop window's preload script offers to the page as `window.trivet`; in a browser it is missing.
 * Named functions only, and none returns a promise: what takes time is answered through a listener.
 */
export interface DesktopBridge {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /**
   * Asks for a connection to the engine. Each one arrives as a window message, see `isEnginePortMessage`; a new one
   * comes by itself when the engine was restarted. Ask once, after listening.
   */
  connectEngine(): void;
  /** The state of the engine's process, at once and on every change. Returns what ends the listening. */
  onEngineState(listener: (state: EngineProcessState) => void): () => void;
  /** Starts the engine again after it gave up. */
  restartEngine(): void;
  /** Opens the dialog for trace files; what is chosen comes through `onOpenFiles`. */
  chooseFiles(): void;
  /**
   * Absolute paths to open: from the dialog, the command line, a second start or the system. What came before
   * the first listener waits for it. Give them to the stream `files.open`.
   */
  onOpenFiles(listener: (paths: string[]) => void): () => void;
  /** The paths of dropped or pasted files; a file that is not on disk is left out. */
  pathsOf(files: readonly BridgeFile[]): string[];
  /** A menu entry or notification asks for a view: its URL path, such as `/logs?entity=web`. */
  onNavigate(listener: (path: string) => void): () => void;
  /** Asks the person, then opens it in their browser: https anywhere, http on this machine only. */
  openExternal(url: string): void;
  /** Opens the data directory in the system's file manager. */
  showDataDir(): void;
}

/** The page's `File`, which this layer cannot name. */
export interface BridgeFile {
  readonly name: string;
  readonly size: number;
}

export type EngineProcessState =
  | { state: 'starting' }
  | { state: 'running' }
  /** It ended by itself and is started again after the wait. */
  | { state: 'restarting'; attempt: number; waitMs: number; reason: string }
  /** It says itself that starting again cannot help, for example because its data directory is in use. */
  | { state: 'failed'; reason: string; cure: string | null }
  | { state: 'stopped' };

const ENGINE_PORT = 'trivet:engine-port';

/** What the preload script posts to its own window together with the port. */
export const enginePortMessage = { type: ENGINE_PORT } as const;

interface WindowMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** True for the message that carries the engine's port: from this very window and origin, nobody else. */
export function isEnginePortMessage(message: WindowMessage, self: { origin: string }): boolean {
  const { data } = message;
  return (
    message.source === self &&
    message.origin === self.origin &&
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === ENGINE_PORT
  );
}
