"""What to say of a file of weights that cannot be used: each reason has a code of its own. Imports no torch."""

from __future__ import annotations

from models.errors import InvalidArgument

_HINT = "Save the network's state dict again (torch.save(model.state_dict(), FILE)), or as .safetensors."


def unreadable(file: str, why: str) -> InvalidArgument:
    """Random bytes, a file cut short, another format."""
    return _bad("unreadable_weights", f"{file} cannot be read as weights ({why}).", _HINT, file=file, why=why)


def holds_code(file: str, found: str) -> InvalidArgument:
    """A pickle that names more than tensors: reading it would run what it names."""
    message = f"{file} holds more than weights: it names {found}, which could run code, and was not read."
    return _bad("weights_with_code", message, _HINT, file=file, found=found)


def no_state(file: str) -> InvalidArgument:
    """Something that torch reads, but no names with tensors."""
    return _bad("no_state_dict", f"{file} is not a state dict: names, each with a tensor.", _HINT, file=file)


def not_finite(file: str, tensor: str) -> InvalidArgument:
    """NaN or infinity among the numbers: everything computed with them would be neither."""
    hint = "They are damaged, or were saved in a type too small for them. Save them again, in float32."
    return _bad("weights_not_finite", f"{file} holds NaN or infinity, in {tensor}.", hint, file=file, tensor=tensor)


def of_another(name: str, fits: int, total: int, tensor: str) -> InvalidArgument:
    """Tensors of other names or shapes than the network's."""
    message = f"The weights do not fit {name}: {fits} of its {total} tensors do; the first that does not is {tensor}."
    hint = "Give the state dict of exactly this model; it may be of another number of classes."
    return _bad("weights_of_another", message, hint, name=name, fits=fits, total=total, tensor=tensor)


def _bad(code: str, message: str, hint: str, **values: str | int) -> InvalidArgument:
    return InvalidArgument(message, code=code, argument="weights", hint=hint, **values)
