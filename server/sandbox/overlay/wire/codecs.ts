/** Bodies of the two REST protocols. */
import type { ServiceModel } from '../model.ts';
import type { BodyCodec } from './http-bindings.ts';
import { readJson, writeJson } from './json-shapes.ts';
import { parseXml, xmlDeclaration } from './xml.ts';
import { readXml, writeXml } from './xml-shapes.ts';

export const jsonCodec: BodyCodec = {
  read: (shape, body, path) => readJson(shape, JSON.parse(body.toString('utf8')), path, 'json'),
  write: (shape, value, path) => JSON.stringify(writeJson(shape, value, path, 'json')),
  contentType: 'application/json',
};

/** The root element is named by the shape's XML name; S3 does not insist on it when reading and neither do we. */
export function xmlCodec(model: ServiceModel): BodyCodec {
  return {
    read: (shape, body, path) => readXml(shape, parseXml(body.toString('utf8')), path),
    write: (shape, value, path) => {
      const name = shape.getMergedTraits().xmlName ?? shape.getName() ?? 'Result';
      return xmlDeclaration + writeXml(name, shape, value, path, model.xmlNamespace);
    },
    contentType: 'application/xml',
  };
}
