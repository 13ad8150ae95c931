"""Points of a run at which the judge may end it. `send` is set by the child that runs the script."""

optimizers = []
send = None


def event(kind):
    if send is not None:
        send(kind)
