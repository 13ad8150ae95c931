import packageJson from '../package.json' with { type: 'json' };

/** Version of Groundschool, from package.json. */
export const VERSION: string = packageJson.version;
