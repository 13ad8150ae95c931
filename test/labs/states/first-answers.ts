/**
 * What the grader said of a state when it was first tried, where that was not what the catalogue demands. Each was a defect;
 * the states stay in the daily test. `crash` is a check that ended with an error of its own.
 */
export const FIRST_ANSWERS: Readonly<Record<string, string>> = {
  'secure-bucket: the id of the key under another account': 'pass',
  'secure-bucket: the id of the key in another Region': 'pass',
  'secure-bucket: the alias of another account': 'pass',
  'secure-bucket: no such bucket, and HeadBucket denied': 'blocked/denied',
  'secure-bucket: a bucket that cannot be: ""': 'crash',
  'secure-bucket: a bucket that cannot be: "bm/attic"': 'crash',
  'secure-bucket: a bucket that cannot be: ".."': 'blocked/denied',
  'secure-bucket: a bucket that cannot be: "arn:aws:s3:::bm-ml-data-000000"': 'crash',
  'tls-only: everyone but the root user': 'pass',
  'presigned-link: two files of other names, the last one counts': 'fail/artifact-missing',
  'presigned-link: two files of other names, the last one is wrong': 'fail/artifact-missing',
  'presigned-link: for the ACL of the object': 'pass',
  'inventory-script: search with a list of fields': 'blocked/unsupported-construct',
  'inventory-script: search with a hash of fields': 'blocked/unsupported-construct',
  'inventory-script: off by one': 'fail/fails-on-empty',
  'inventory-script: the prefix forgotten': 'fail/fails-on-empty',
  'inventory-script: a tuple': 'fail/fails-on-empty',
  'inventory-script: other names': 'fail/fails-on-empty',
  'inventory-script: texts': 'fail/fails-on-empty',
  'inventory-script: prints instead of returning': 'fail/fails-on-empty',
  'inventory-script: a reply of a gigabyte of text': 'fail/fails-on-empty',
  'inventory-script: writes on every channel it finds': 'fail/fails-on-empty',
  'inventory-script: patches the client': 'fail/fails-on-empty',
  'inventory-script: numbers that lie about themselves': 'fail/fails-on-empty',
  'inventory-script: infinities': 'fail/fails-on-empty',
  'attic-fix: abort below raw/ and models/': 'pass',
  'attic-fix: gone, and HeadBucket denied': 'fail/still-public',
  'attic-fix: a name that cannot be': 'crash',
};
