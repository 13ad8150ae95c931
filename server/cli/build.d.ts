/** Builds what is asked for, both by default; `outdir` is where the command line goes, default dist/server. */
export function build(options?: {
  server?: boolean;
  web?: boolean;
  quiet?: boolean;
  outdir?: string;
}): Promise<void>;
