/** What only the console can do to the root user. */
export interface RootUser {
  mfaEnabled: boolean;
  accessKeysPresent: boolean;
}

/** The account as the contractor left it (lab-catalogue §3). */
export const INHERITED_ROOT: Readonly<RootUser> = { mfaEnabled: false, accessKeysPresent: true };
