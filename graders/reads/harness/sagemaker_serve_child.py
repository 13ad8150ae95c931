"""The process that serves a saved model as the PyTorch container does: model_fn, then input_fn, predict_fn and output_fn."""

import builtins
import json
import os
import socket
import sys
import types

channel, script, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.argv = [script]
sys.path[:0] = [os.path.dirname(script), '/tmp/.stubs', '/box/harness/stubs']

from groundschool_pages import CONTAINER, Unsupported

connection = socket.socket(fileno=channel)
lines = connection.makefile('rb')
dumps, loads, leave = json.dumps, json.loads, os._exit
JSON = 'application/json'


def say(word):
    connection.sendall(dumps({'done': word}).encode() + b'\n')


def failed(error):
    line, trace = getattr(error, 'lineno', None) if isinstance(error, SyntaxError) else None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == script:
            line = trace.tb_lineno
        trace = trace.tb_next
    kind, message = type(error).__name__, str(error)
    if isinstance(error, ModuleNotFoundError) and (error.name or '').split('.')[0] in CONTAINER:
        kind, message = 'Unsupported', error.name
    return {'error': {'type': kind, 'message': message[:500], 'line': line}}


def decoded(body, _content_type):
    import torch

    return torch.tensor(loads(body))


def predicted(data, model):
    import torch

    with torch.no_grad():
        return model(data)


def encoded(prediction, _accept):
    return dumps(prediction.tolist() if hasattr(prediction, 'tolist') else prediction)


def answer(functions, model, body):
    if 'transform_fn' in functions:
        out = functions['transform_fn'](model, body, JSON, JSON)
    else:
        data = functions.get('input_fn', decoded)(body, JSON)
        prediction = functions.get('predict_fn', predicted)(data, model)
        out = functions.get('output_fn', encoded)(prediction, JSON)
    text = out[0] if isinstance(out, tuple) else out
    return text.decode() if isinstance(text, (bytes, bytearray)) else str(text)


def main():
    connection.sendall(dumps({'call': {}}).encode() + b'\n')
    probes = loads(lines.readline())['probes']
    module = sys.modules['inference'] = types.ModuleType('inference')
    module.__dict__.update(__file__=script, __builtins__=builtins)
    try:
        with open(script, encoding='utf-8') as source:
            code = compile(source.read(), script, 'exec')
        exec(code, module.__dict__)
        functions = {name: value for name, value in module.__dict__.items() if callable(value)}
        if 'model_fn' not in functions:
            word = {'missing': True}
        else:
            model = functions['model_fn'](folder)
            word = {'answers': [answer(functions, model, dumps(probe))[:20_000] for probe in probes]}
    except SystemExit as error:
        word = {'error': {'type': 'Exit', 'message': f'exit status {error.code}', 'line': None}}
    except BaseException as error:
        word = failed(error)
    say(word)
    leave(0)


main()
