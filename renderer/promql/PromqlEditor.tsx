import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { useEffect, useRef } from 'react';
import { useClient } from '../connection/ConnectionProvider.tsx';
import { cssNonce } from '../csp-nonce.ts';
import type { TimeWindow } from '../time/time-range.ts';
import classes from './editor.module.css';
import { editorClient } from './editor-client.ts';
import { editorTheme } from './editor-theme.ts';

export interface PromqlEditorProps {
  label: string;
  value: string;
  /** Where completion looks for names and values. */
  window: TimeWindow;
  hint?: string;
  autoFocus?: boolean;
  /** False where the text has variables that are filled in later, which are no PromQL. */
  lint?: boolean;
  onChange(text: string): void;
  /** Enter, with the text as it is now. */
  onRun(text: string): void;
  /** Escape, when there is no list of completions to close. */
  onLeave?(): void;
}

/** PromQL with Prometheus' own completion and linting. Enter runs, Shift Enter makes a line. */
export default function PromqlEditor(props: PromqlEditorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const client = useClient();
  const latest = useRef({ ...props, client });
  latest.current = { ...props, client };
  const { label, value } = props;
  useEffect(() => {
    if (!holder.current) return;
    const language = new PromQLExtension();
    if (latest.current.lint === false) language.activateLinter(false);
    language.setComplete({
      remote: editorClient(
        () => latest.current.client,
        () => ({ startMs: latest.current.window.startMs, endMs: latest.current.window.endMs }),
      ),
    });
    const view = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          EditorView.cspNonce.of(cssNonce()),
          keys(
            (text) => latest.current.onRun(text),
            () => latest.current.onLeave?.(),
          ),
          plainReplacing,
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ icons: false }),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true' }),
          placeholder(latest.current.hint ?? ''),
          language.asExtension(),
          editorTheme,
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange(state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    if (latest.current.autoFocus) {
      view.focus();
      view.dispatch({ selection: { anchor: view.state.doc.length } });
    }
    return () => {
      editor.current = null;
      view.destroy();
      language.destroy();
    };
  }, [label]);
  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      selection: { anchor: value.length },
    });
  }, [value]);
  return <div ref={holder} className={classes.editor} />;
}

/** Brackets and quotes are put around what is selected, by an extension of their own. */
const ENCLOSING = /^[([{"'`]$/;

/**
 * Typing over selected text, done here: Chromium itself would keep the look of the text that goes in an inline style,
 * which the content security policy refuses and reports.
 */
const plainReplacing = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType } = event;
    if (inputType !== 'insertText' || !data || ENCLOSING.test(data)) return false;
    if (view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

const keys = (run: (text: string) => void, leave: () => void) =>
  Prec.highest(
    keymap.of([
      {
        key: 'Enter',
        run: (view) => {
          if (completionStatus(view.state) === 'active' && acceptCompletion(view)) return true;
          closeCompletion(view);
          run(view.state.doc.toString());
          return true;
        },
        shift: insertNewlineAndIndent,
      },
      { key: 'Tab', run: acceptCompletion },
      {
        key: 'Escape',
        run: (view) => {
          if (closeCompletion(view)) return true;
          view.contentDOM.blur();
          leave();
          return true;
        },
      },
    ]),
  );
