/** How `groundschool target …` is used; apart from the commands, which are loaded when they are called. */
export const TARGET_USAGE = `groundschool target probe [--endpoint-url URL] [--lab ID …] [--region R] [--account ID] [--ca-bundle FILE] [--format text|json] [--write-manifest FILE]
       groundschool target leftovers [--endpoint-url URL | --role-arn ARN --external-id ID] [--lab ID] [--seed S] [--var name=value …] [--region R] [--format text|json]`;
