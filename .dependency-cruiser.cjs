/** The arrows of the house: who may import whom. A breach prints its comment. */
const arrow = (name, from, to, comment) => ({ name, severity: 'error', from, to, comment });

module.exports = {
  forbidden: [
    arrow(
      'no-circles',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Modules that need each other are one idea in two files, or a third idea that both should import.',
    ),
    arrow(
      'graders-know-no-server',
      { path: '^graders/' },
      { path: '^(server|web|test|bench)/' },
      'graders/ decides and knows nothing of HTTP, storage or pages: hand it what it needs as a value.',
    ),
    arrow(
      'semantics-are-pure',
      { path: '^graders/semantics/' },
      {
        path: '^(graders/(?!semantics/)|node_modules/(?!(yaml|kubernetes-types)/))|^(node:)?(fs|http|https|net|child_process|crypto|path|os)$',
      },
      'graders/semantics is pure: no SDK, no I/O, nothing but its own models, so that the browser can run what the grader runs.',
    ),
    arrow(
      'only-manifests-read-yaml',
      { path: '^graders/semantics/(?!manifests/)' },
      { path: 'node_modules/yaml/' },
      'graders/semantics/manifests turns YAML into objects; every other model takes objects.',
    ),
    arrow(
      'contract-imports-nothing-of-ours',
      { path: '^graders/contract/' },
      { path: '^(graders/(?!contract/)|server|web)/' },
      'graders/contract is the floor of the house: everybody stands on it, it stands on nothing.',
    ),
    arrow(
      'only-reads-talk-to-aws',
      { path: '^graders/(?!reads/)' },
      { path: 'node_modules/@aws-sdk/' },
      'Only graders/reads imports AWS SDK clients: the permission stands beside the call, and the policy is generated from there.',
    ),
    arrow(
      'checks-import-reads-semantics-kit',
      { path: '^graders/checks/' },
      { path: '^graders/(engine|box)/' },
      'A check is a declaration and a pure judge: it may use reads, semantics and the kit; the engine runs it, not the other way round.',
    ),
    arrow(
      'kit-stands-on-contract',
      { path: '^graders/kit/' },
      { path: '^graders/(?!kit/|contract/)' },
      'graders/kit is what a check author imports; it may only know the contract.',
    ),
    arrow(
      'server-knows-no-page',
      { path: '^server/' },
      { path: '^(web|test|bench)/' },
      'server/ never imports web/ or test/: pages talk to it over HTTP only.',
    ),
    arrow(
      'server-contract-is-schemas',
      { path: '^server/contract/' },
      { path: '^(server/(?!contract/)|graders/(?!contract/))' },
      'server/contract holds schemas; it may build on graders/contract and nothing else.',
    ),
    arrow(
      'routes-parse-call-reply',
      { path: '^server/routes/' },
      { path: '^(graders/(?!contract/|semantics/)|server/sandbox/)' },
      'A route parses, calls and replies: the work is in server/grading, server/catalog and server/store.',
    ),
    arrow(
      'assignments-know-no-grading',
      { path: '^server/assignments/' },
      { path: '^(graders/|server/(grading|routes|sandbox|plugins|cli)/)' },
      'server/assignments counts what is stored: it uses catalog, contract and store; grading asks it through a port.',
    ),
    arrow(
      'insight-judges-nothing',
      { path: '^server/insight/' },
      { path: '^(graders/(?!contract/)|server/(routes|sandbox|plugins|cli|runs|exports)/)' },
      'server/insight reads what is stored: it grades nothing and sets no points.',
    ),
    arrow(
      'webhooks-are-told',
      { path: '^server/webhooks/' },
      {
        path: '^(graders/|server/(grading|runs|corrections|assignments|catalog|routes|sandbox|plugins|cli)/)',
      },
      'server/webhooks is told what happens by whoever makes it happen, in the same transaction; it asks nobody.',
    ),
    arrow(
      'web-takes-types-only',
      { path: '^web/' },
      { path: '^(server|graders)/(?!semantics/)', dependencyTypesNot: ['type-only'] },
      'web/ may import contracts with `import type` and graders/semantics as values: the model that grades is the model that draws.',
    ),
    arrow(
      'web-imports-contracts',
      { path: '^web/' },
      { path: '^(server/(?!contract/)|graders/(?!contract/|semantics/))' },
      'web/ knows the server by its contracts alone.',
    ),
    arrow(
      'elements-never-fetch',
      { path: '^web/elements/' },
      { path: '^web/(data|pages)/' },
      'Elements render what they are given and fire events; pages load, web/data fetches.',
    ),
    arrow(
      'nothing-imports-test',
      { path: '^(graders|server|web)/' },
      { path: '^(test|bench)/' },
      'Product code never imports test code.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
