import type { TerminalState, TerminalTab, TerminalTransport } from '../terminal/transport.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a learner's first minutes look like: a listing, an error in red, the colours of ls, a link. */
export const SESSION = [
  '\u001b[32mstudent@lab\u001b[0m:\u001b[34m~\u001b[0m$ aws s3api list-buckets --query "Buckets[].Name"',
  '[',
  '    "larkfield-ml-4f2a"',
  ']',
  '\u001b[32mstudent@lab\u001b[0m:\u001b[34m~\u001b[0m$ ls',
  '\u001b[1;34mdataset\u001b[0m  \u001b[1;32minventory.py\u001b[0m  \u001b[36mlatest\u001b[0m  \u001b[35mnotes.md\u001b[0m  \u001b[90mold.log\u001b[0m',
  '\u001b[32mstudent@lab\u001b[0m:\u001b[34m~\u001b[0m$ aws s3api get-bucket-policy --bucket larkfield-ml-4f2a',
  '\u001b[31mAn error occurred (NoSuchBucketPolicy)\u001b[0m when calling the GetBucketPolicy operation: see',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html',
  '\u001b[32mstudent@lab\u001b[0m:\u001b[34m~\u001b[0m$ ',
].join('\r\n');

/** A shell that has printed something, is in a state, and repeats what is typed. */
export function stillTransport(state: TerminalState, printed = SESSION): TerminalTransport {
  let echo: ((data: string) => void) | null = null;
  return {
    follow(handlers) {
      handlers.onState({ is: 'connecting' });
      if (state.is !== 'connecting') {
        handlers.onStart();
        handlers.onBytes(bytes(printed));
        handlers.onReady();
        handlers.onState(state);
        echo = (data) => handlers.onBytes(bytes(data));
      }
      return () => (echo = null);
    },
    type: (data) => echo?.(data),
    resize() {},
  };
}

export const tab = (number: number, state: TerminalState): TerminalTab => ({
  id: `te_0000000${number}`,
  number,
  transport: stillTransport(state),
});

export const noBox = {
  code: 'TERMINAL_UNAVAILABLE',
  message: 'This machine has no bubblewrap, so a terminal could not be locked in.',
  cure: 'Install bubblewrap (Debian and Ubuntu: sudo apt install bubblewrap) and start Groundschool again, or use your own terminal with the settings under Connect.',
};
