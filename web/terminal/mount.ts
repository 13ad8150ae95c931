import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import looks from '@xterm/xterm/css/xterm.css?inline';
import { readPalette, watchTheme } from './palette.ts';
import { pasteable, withoutControl, type Pasteable } from './paste.ts';
import { makeElementsStrict } from './strict-document.ts';
import type { TerminalSettings, TerminalState, TerminalTransport } from './transport.ts';

export interface ScreenOptions {
  parent: HTMLElement;
  root: ShadowRoot;
  transport: TerminalTransport;
  settings: TerminalSettings;
  /** Name for screen readers. */
  label: string;
  /** Id, in the same root, of what explains the keys. */
  describedBy: string;
  onState(state: TerminalState): void;
  /** The learner leaves by keyboard, to what stands before or after the terminal. */
  onLeave(where: 'before' | 'after'): void;
  /** The learner chose an http or https address; nothing was opened. */
  onLink(address: string): void;
}

export interface Screen {
  focus(): void;
  /** Writes a command without running it, as soon as a shell is there to take it. */
  paste(command: string): Promise<Pasteable>;
  set(settings: TerminalSettings): void;
  destroy(): void;
}

const SCROLLBACK_ROWS = 5000;
const FIT_MS = 80;
/** A shell that has just begun says only with its first prompt that it takes pastes in brackets. */
const PROMPT_MS = 3000;
const LOOK_MS = 40;
/** Output that waits for its drawing; what comes beyond that is left out, so that a flood harms neither page nor keys. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Sequences that set titles, colours and clipboard, or make the terminal answer; a program here needs none of them. */
const DEAF_TO = [0, 1, 2, 4, 10, 11, 12, 52, 104, 110, 111, 112];

/** A terminal in a shadow root, connected until it is destroyed. */
export function mountTerminal(options: ScreenOptions): Screen {
  const { parent, root, transport, label, describedBy, onState, onLeave, onLink } = options;
  makeElementsStrict();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const fit = new FitAddon();
  const ask = (address: string) => {
    if (/^https?:\/\//i.test(address)) onLink(address);
  };
  const term = new Terminal({
    ...looksOf(parent, options.settings),
    scrollback: SCROLLBACK_ROWS,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: 4.5,
    rightClickSelectsWord: false,
    linkHandler: { activate: (_event, address) => ask(address), allowNonHttpProtocols: false },
    logLevel: 'off',
  });
  term.loadAddon(fit);
  term.loadAddon(new WebLinksAddon((_event, address) => ask(address)));
  for (const code of DEAF_TO) term.parser.registerOscHandler(code, () => true);

  let live = false;
  // The scrollback may hold questions that a program asked long ago: an answer now would be typed into the shell.
  let replaying = true;
  let over = false;
  let liveSince = Number.POSITIVE_INFINITY;
  let waiting = 0;
  let leftOut = 0;

  term.attachCustomKeyEventHandler((event) => {
    if (event.key === 'F6') {
      event.preventDefault();
      event.stopPropagation();
      if (event.type === 'keydown') onLeave(event.shiftKey ? 'before' : 'after');
      return false;
    }
    // Where no shell listens, Tab belongs to the page.
    if (event.key === 'Tab') return live;
    if (!event.ctrlKey || event.altKey || event.metaKey) return true;
    if (event.code === 'KeyV') return false;
    if (event.code !== 'KeyC' || !(event.shiftKey || term.hasSelection())) return true;
    event.preventDefault();
    if (event.type === 'keydown' && term.hasSelection()) document.execCommand('copy');
    if (event.type === 'keyup' && !event.shiftKey) term.clearSelection();
    return false;
  });
  term.open(parent);
  const input = term.textarea;
  input?.setAttribute('aria-label', label);
  input?.setAttribute('aria-describedby', describedBy);
  input?.addEventListener('paste', (event) => pasteClipboard(event, term), { capture: true });

  const send = (data: string) => {
    if (live && !replaying) transport.type(data);
  };
  term.onData(send);
  term.onBinary(send);
  term.onResize((size) => transport.resize(size));

  const refit = () => {
    const size = parent.clientHeight > 0 ? fit.proposeDimensions() : undefined;
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    term.resize(clamp(size.cols, 2, 500), clamp(size.rows, 1, 300));
  };
  let fitTimer: ReturnType<typeof setTimeout> | undefined;
  const sizes = new ResizeObserver(() => {
    clearTimeout(fitTimer);
    fitTimer = setTimeout(refit, FIT_MS);
  });
  sizes.observe(parent);
  refit();

  const unwatch = watchTheme(() => {
    term.options.theme = readPalette(parent);
  });
  const write = (bytes: Uint8Array) => {
    if (waiting > MOST_WAITING) {
      leftOut += bytes.length;
      return;
    }
    waiting += bytes.length;
    term.write(bytes, () => {
      waiting -= bytes.length;
      if (leftOut === 0 || waiting > MOST_WAITING / 2) return;
      // The gap may have cut a sequence in two: end it, and let no colour run on.
      term.write(`\u001b\\\u001b[0m\r\n[${Math.ceil(leftOut / 1024)} KiB came too fast to be shown]\r\n`);
      leftOut = 0;
    });
  };
  const stop = transport.follow(
    {
      onStart() {
        replaying = true;
        leftOut = 0;
        // In line behind what still waits to be drawn.
        term.write('', () => term.reset());
      },
      onBytes: write,
      onReady: () =>
        term.write('', () => {
          replaying = false;
          liveSince = performance.now();
        }),
      onState(state) {
        live = state.is === 'live';
        over = state.is === 'ended' || state.is === 'lost';
        term.options.disableStdin = !live;
        onState(state);
      },
    },
    { cols: term.cols, rows: term.rows },
  );

  return {
    focus: () => term.focus(),
    async paste(command) {
      const early = () => {
        if (over) return false;
        if (!live || replaying) return true;
        return !term.modes.bracketedPasteMode && performance.now() - liveSince < PROMPT_MS;
      };
      while (early()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const what: Pasteable = over
        ? { ok: false, why: 'ended' }
        : pasteable(command, term.modes.bracketedPasteMode);
      if (what.ok) send(what.text);
      term.scrollToBottom();
      term.focus();
      return what;
    },
    set(settings) {
      Object.assign(term.options, looksOf(parent, settings));
      refit();
    },
    destroy() {
      over = true;
      stop();
      unwatch();
      sizes.disconnect();
      clearTimeout(fitTimer);
      term.dispose();
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    },
  };
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

function looksOf(parent: HTMLElement, { fontSize, screenReader }: TerminalSettings) {
  // Very wide screens enlarge the whole page (styles/page.css); the terminal goes with it.
  const zoom = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return {
    fontFamily: getComputedStyle(parent).fontFamily,
    fontSize: Math.round(fontSize * zoom),
    lineHeight: 1.2,
    screenReaderMode: screenReader,
    theme: readPalette(parent),
  };
}

/** As the terminal's own paste, without the keys that a copied text may hide. */
function pasteClipboard(event: ClipboardEvent, term: Terminal): void {
  event.preventDefault();
  event.stopImmediatePropagation();
  const text = withoutControl(event.clipboardData?.getData('text/plain') ?? '');
  if (text) term.paste(text);
}
