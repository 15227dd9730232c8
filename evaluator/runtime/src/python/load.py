# Runs the prelude; what it compiled to is kept for this Python and these sources.
import sys
_place = _cache and f"{_cache}/{_name}-{sys.implementation.cache_tag}-{sys.hexversion:x}"
try:
    import marshal
    with open(_place, "rb") as _file:
        _code = marshal.load(_file)
except Exception:
    _code = compile(_source, "<string>", "exec")
    try:
        import os
        os.makedirs(_cache, exist_ok=True)
        with open(f"{_place}.{os.getpid()}", "wb") as _file:
            marshal.dump(_code, _file)
        os.replace(_file.name, _place)
    except Exception:
        pass
exec(_code)
