/** How `groundschool target …` is used; apart from the commands, which are loaded when they are called. */
export const PROBE_USAGE = `groundschool target probe [--endpoint-url URL] [--lab ID …] [--region R] [--account ID] [--ca-bundle FILE] [--format text|json] [--write-manifest FILE]`;
