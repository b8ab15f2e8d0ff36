"""How compiled rules see the tables of a world.

All tables come in one argument, `w`. Handing over two dozen NumPy arrays in every call would cost more than the rules
themselves, so to compiled code `w` is one pointer to a list of (address, length). `w.enterprises` is that pointer
again, `w.enterprises[i]` the pointer with a row, and `w.enterprises[i].effort` is read in whichever table holds the
field.

What a compiler cannot see, it is told: the list does not change while compiled code runs, nor do the tables that are
`CONSTANT`; and two fields of different names never lie in the same place (LLVM's type-based alias analysis, in which
each field is a type of its own). A value that a rule has read is then not read again because some other field was
written.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import get_itemsize, make_array, populate_array, record_getattr

from govsim.compiled import fetch_line, fetch_record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np

CONSTANT = ("parameters", "sectors")  # no rule writes them
CACHE_LINE = 64  # bytes
WORD = ir.IntType(64)
BYTE_POINTER = ir.IntType(8).as_pointer()
PREFETCH = ir.FunctionType(ir.VoidType(), [BYTE_POINTER, *[ir.IntType(32)] * 3])
TO_WRITE, TO_KEEP, DATA = (ir.Constant(ir.IntType(32), n) for n in (1, 3, 1))


class TablesType(types.Type):
    """Numba's type of `Tables`."""

    def __init__(self) -> None:
        super().__init__(name="govsim.Tables")


class TableType(types.Type):
    """Numba's type of a table of records, or of several that are joined."""

    def __init__(self, name: str) -> None:
        self.table = name
        super().__init__(name=f"govsim.Table({name})")


class RowType(types.Type):
    """Numba's type of one record of a table, or of joined ones."""

    def __init__(self, name: str) -> None:
        self.table = name
        super().__init__(name=f"govsim.Row({name})")


TABLES = TablesType()
_arrays: dict[str, types.Array] = {}
_position: dict[str, int] = {}
_parts: dict[str, tuple[str, ...]] = {}
_part_of: dict[tuple[str, str], str] = {}
_weekly: set[str] = set()


def declare(
    records: Mapping[str, np.dtype[Any]], joined: Mapping[str, tuple[str, ...]], every_week: Collection[str]
) -> None:
    """Tell compiled code which tables there are, in the order of the list of addresses, and which are joined.

    `every_week` names the parts of joined tables that are read every week.
    """
    _weekly.update(every_week)
    _arrays.update({name: types.Array(from_dtype(dtype), 1, "C") for name, dtype in records.items()})
    _position.update({name: position for position, name in enumerate(records)})
    _parts.update({name: (name,) for name, dtype in records.items() if dtype.names} | dict(joined))
    for name, parts in _parts.items():
        _part_of.update({(name, field): part for part in parts for field in records[part].names or ()})


def tell_type(kind: type) -> None:
    """Tell Numba that objects of a Python class, with the address of the list as `address`, are tables."""
    typeof_impl.register(kind)(lambda value, context: TABLES)  # noqa: ARG005 (Numba's signature)


@register_model(TablesType)
@register_model(TableType)
class _PointerModel(models.PrimitiveModel):
    def __init__(self, manager: Any, fe_type: Any) -> None:
        super().__init__(manager, fe_type, WORD.as_pointer())


@register_model(RowType)
class _RowModel(models.StructModel):
    def __init__(self, manager: Any, fe_type: Any) -> None:
        super().__init__(manager, fe_type, [("tables", TABLES), ("row", types.intp)])


@unbox(TablesType)
def _unbox(typ: Any, value: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return NativeValue(c.builder.bitcast(pointer, WORD.as_pointer()), is_error=failed)


def _entry(builder: Any, pointer: Any, table: str, which: int) -> Any:
    """Load the address (0) or the length (1) of a table."""
    loaded = builder.load(builder.gep(pointer, [ir.Constant(WORD, 2 * _position[table] + which)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


# --- tables -----------------------------------------------------------------------------------------------------------


@infer_getattr
class _TablesAttributes(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, typ: Any, attr: str) -> Any:  # noqa: ARG002 (Numba's signature)
        return TableType(attr) if attr in _parts else _arrays.get(attr)


@lower_getattr_generic(TablesType)
def _get_table(context: Any, builder: Any, typ: Any, pointer: Any, attr: str) -> Any:
    if attr in _parts:
        return pointer
    array_type = _arrays[attr]
    array = make_array(array_type)(context, builder)
    itemsize = context.get_constant(types.intp, get_itemsize(context, array_type))
    populate_array(
        array,
        data=builder.inttoptr(_entry(builder, pointer, attr, 0), array.data.type),
        shape=[_entry(builder, pointer, attr, 1)],
        strides=[itemsize],
        itemsize=itemsize,
        meminfo=None,
    )
    return array._getvalue()  # noqa: SLF001 (Numba's way)


@infer_getattr
class _TableAttributes(AttributeTemplate):
    key = TableType

    def resolve_shape(self, typ: Any) -> Any:  # noqa: ARG002 (Numba's signature)
        return types.UniTuple(types.intp, 1)


@lower_getattr_generic(TableType)
def _get_shape(context: Any, builder: Any, typ: Any, pointer: Any, attr: str) -> Any:
    assert attr == "shape"
    length = _entry(builder, pointer, _parts[typ.table][0], 1)
    return context.make_tuple(builder, types.UniTuple(types.intp, 1), [length])


class _Hint(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002 (Numba's signature)
        return signature(types.none, args[0], types.intp) if isinstance(args[0], TableType) else None


@infer_global(fetch_record)
class _FetchRecord(_Hint):
    pass


@infer_global(fetch_line)
class _FetchLine(_Hint):
    pass


@lower_builtin(fetch_record, TableType, types.Integer)
def _fetch_record(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    for part in _parts[sig.args[0].table]:
        if part in _weekly:
            _fetch(builder, args, part, _arrays[part].dtype.size)
    return context.get_dummy_value()


@lower_builtin(fetch_line, TableType, types.Integer)
def _fetch_line(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    for part in _parts[sig.args[0].table]:
        _fetch(builder, args, part, CACHE_LINE)
    return context.get_dummy_value()


def _fetch(builder: Any, place: Any, part: str, size: int) -> None:
    """Have the first `size` bytes of a record of a part fetched; `place` are the pointer and the row."""
    pointer, row = place
    fetch = builder.module.declare_intrinsic("llvm.prefetch", (BYTE_POINTER,), PREFETCH)
    address = _address(builder, pointer, part, row, _arrays[part].dtype.size)
    for offset in range(0, size, CACHE_LINE):
        line = builder.inttoptr(builder.add(address, ir.Constant(WORD, offset)), BYTE_POINTER)
        builder.call(fetch, [line, TO_WRITE, TO_KEEP, DATA])


# --- rows -------------------------------------------------------------------------------------------------------------


@infer_global(operator.getitem)
class _GetRow(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002 (Numba's signature)
        if isinstance(args[0], TableType) and isinstance(args[1], types.Integer):
            return signature(RowType(args[0].table), args[0], types.intp)
        return None


@lower_builtin(operator.getitem, TableType, types.Integer)
def _get_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    row = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    row.tables, row.row = args
    return row._getvalue()  # noqa: SLF001 (Numba's way)


@infer_global(operator.setitem)
class _SetRow(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002 (Numba's signature)
        table, index, row = args
        if isinstance(table, TableType) and isinstance(index, types.Integer) and isinstance(row, RowType):
            return signature(types.none, table, types.intp, row)
        return None


@lower_builtin(operator.setitem, TableType, types.Integer, RowType)
def _copy_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    pointer, index, value = args
    row = cgutils.create_struct_proxy(sig.args[2])(context, builder, value)
    for to, part in zip(_parts[sig.args[0].table], _parts[sig.args[2].table], strict=True):
        assert _arrays[to].dtype == _arrays[part].dtype
        size = _arrays[to].dtype.size
        target = _address(builder, pointer, to, index, size)
        source = _address(builder, row.tables, part, row.row, size)
        byte = ir.IntType(8).as_pointer()
        cgutils.raw_memcpy(
            builder, builder.inttoptr(target, byte), builder.inttoptr(source, byte), ir.Constant(WORD, size), 1
        )
    return context.get_dummy_value()


def _address(builder: Any, pointer: Any, part: str, row: Any, size: int) -> Any:
    offset = builder.mul(row, ir.Constant(WORD, size), flags=["nsw"])
    return builder.add(_entry(builder, pointer, part, 0), offset)


@infer_getattr
class _RowAttributes(AttributeTemplate):
    key = RowType

    def generic_resolve(self, typ: Any, attr: str) -> Any:
        part = _part_of.get((typ.table, attr))
        return _arrays[part].dtype.typeof(attr) if part else None


def _tagged(builder: Any, access: Any, part: str, attr: str) -> Any:
    """Tell LLVM which field a load or store accesses."""
    module = builder.module
    root = module.add_metadata(["govsim"])
    kind = module.add_metadata([f"{part}.{attr}", root, ir.Constant(WORD, 0)])
    access.set_metadata("tbaa", module.add_metadata([kind, kind, ir.Constant(WORD, 0)]))
    return access


def _record(context: Any, builder: Any, typ: Any, value: Any, part: str) -> Any:
    """Return a pointer to the record of a part in which a row's field stands."""
    row = cgutils.create_struct_proxy(typ)(context, builder, value)
    record = _arrays[part].dtype
    return builder.inttoptr(_address(builder, row.tables, part, row.row, record.size), context.get_value_type(record))


def _member(context: Any, builder: Any, record: Any, pointer: Any, attr: str) -> Any:
    """Return a pointer to a single value of a record."""
    return cgutils.get_record_member(builder, pointer, record.offset(attr), context.get_data_type(record.typeof(attr)))


@lower_getattr_generic(RowType)
def _get_field(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
    part = _part_of[typ.table, attr]
    record = _arrays[part].dtype
    pointer = _record(context, builder, typ, value, part)
    if isinstance(record.typeof(attr), types.NestedArray):
        return record_getattr(context, builder, record, pointer, attr)
    loaded = _tagged(builder, builder.load(_member(context, builder, record, pointer, attr)), part, attr)
    if part in CONSTANT:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@lower_setattr_generic(RowType)
def _set_field(context: Any, builder: Any, sig: Any, args: Any, attr: str) -> Any:
    typ, _ = sig.args
    value, new = args
    part = _part_of[typ.table, attr]
    record = _arrays[part].dtype
    pointer = _record(context, builder, typ, value, part)
    _tagged(builder, builder.store(new, _member(context, builder, record, pointer, attr)), part, attr)
