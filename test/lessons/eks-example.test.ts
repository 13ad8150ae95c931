import { expect, it } from 'vitest';
import { readManifests } from '../../graders/semantics/manifests/index.ts';
import { readLesson } from './read-content.ts';
