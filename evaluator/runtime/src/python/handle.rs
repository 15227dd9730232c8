//! The one Python type of ours: an object behind which a Rust value stands.
//!
//! It exports the numbers of a vector as a read-only buffer, stands for an object of a cell's
//! struct (as the base of a class that the prelude makes), or holds the closure of a function.

use std::any::{Any, TypeId};
use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

use super::api::{Api, Buffer, Object, TypeSlot, TypeSpec};
use super::interpreter::api;

/// What stands in the memory of the Python object, after its header of reference count and type.
#[repr(C)]
pub(super) struct Handle {
    header: [usize; 2],
    /// The numbers, or the object; null where Rust took it back.
    data: *mut c_void,
    /// How many numbers.
    count: isize,
    item_size: isize,
    /// As the module `struct` writes it; null where nothing is exported.
    format: *const c_char,
    /// Buffers that were asked for and not given back: numpy arrays and their views.
    exports: usize,
    details: *mut Details,
}

/// What needs no fixed layout.
pub(super) struct Details {
    pub(super) id: TypeId,
    /// Keeps the value alive where Python owns it.
    keep: Option<Box<dyn Any>>,
    /// -1: lent mutably, n: lent n times.
    pub(super) borrows: isize,
}

const GET_BUFFER: c_int = 1;
const RELEASE_BUFFER: c_int = 2;
const DEALLOCATE: c_int = 52;
const FREE: c_int = 74;
/// May be a base class; has a version tag, as every type has.
const FLAGS: u32 = 1 << 10 | 1 << 18;
const WRITABLE: c_int = 1;
const FORMAT: c_int = 4;
const SHAPE: c_int = 8;
const STRIDES: c_int = 0x10;

/// Makes the type.
///
/// # Safety
/// Python runs and its lock is held.
pub(super) unsafe fn make_type(api: &Api) -> *mut Object {
    let slot = |slot, function: *const ()| TypeSlot { slot, function: function.cast_mut().cast() };
    let mut slots = [
        slot(GET_BUFFER, get_buffer as *const ()),
        slot(RELEASE_BUFFER, release_buffer as *const ()),
        slot(DEALLOCATE, deallocate as *const ()),
        slot(0, std::ptr::null()),
    ];
    let mut spec = TypeSpec {
        name: c"rootlet.Rust".as_ptr(),
        size: size_of::<Handle>() as c_int,
        item_size: 0,
        flags: FLAGS,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: Python copies what it keeps, but for the name, which is static.
    unsafe { (api.type_new)(&raw mut spec) }
}

impl Handle {
    /// A new Python object of `class` (the type above or a class made of it) for the value at `data`.
    ///
    /// # Safety
    /// Python's lock is held; `data` lives until it is taken back, or is inside of `keep`.
    pub(super) unsafe fn make(
        api: &Api,
        class: *mut Object,
        data: *mut c_void,
        id: TypeId,
        keep: Option<Box<dyn Any>>,
    ) -> *mut Object {
        // SAFETY: the class's objects begin with a `Handle`, and new ones are zeros.
        unsafe {
            let object = (api.allocate)(class, 0);
            if let Some(handle) = object.cast::<Self>().as_mut() {
                handle.data = data;
                handle.details = Box::into_raw(Box::new(Details { id, keep, borrows: 0 }));
            }
            object
        }
    }

    /// Lets Python see the value as numbers.
    pub(super) fn export(&mut self, count: usize, item_size: usize, format: &'static std::ffi::CStr) {
        (self.count, self.item_size, self.format) = (count as isize, item_size as isize, format.as_ptr());
    }

    /// The object's handle; the caller knows that it is one.
    ///
    /// # Safety
    /// `object` is an instance of the type above, and the lock is held as long as the reference is used.
    pub(super) unsafe fn of<'a>(object: *mut Object) -> &'a mut Self {
        // SAFETY: by the contract above.
        unsafe { &mut *object.cast::<Self>() }
    }

    pub(super) fn data(&self) -> *mut c_void {
        self.data
    }

    pub(super) fn details(&mut self) -> Option<&mut Details> {
        // SAFETY: made with the object, and dropped with it.
        unsafe { self.details.as_mut() }
    }

    /// Whether Python holds on to it besides one reference of ours.
    pub(super) fn is_used(&self) -> bool {
        // Since 3.12 only the lower half counts.
        self.exports > 0 || self.header[0] as u32 > 1
    }

    /// Rust takes its value back.
    pub(super) fn expire(&mut self) {
        (self.data, self.count) = (null_mut(), 0);
    }

    /// Python keeps this value, which lies at `data`.
    pub(super) fn adopt(&mut self, data: *mut c_void, value: Box<dyn Any>) {
        self.data = data;
        if let Some(details) = self.details() {
            details.keep = Some(value);
        }
    }
}

unsafe extern "C" fn get_buffer(object: *mut Object, buffer: *mut Buffer, flags: c_int) -> c_int {
    // SAFETY: Python passes an object of our type and a place for the answer, and holds its lock.
    unsafe {
        let (handle, buffer) = (Handle::of(object), &mut *buffer);
        buffer.object = null_mut();
        let Some(api) = api() else { return -1 };
        if handle.format.is_null() || handle.data.is_null() {
            api.raise(api.buffer_error, "this object of Rust has no numbers to show");
            return -1;
        }
        if flags & WRITABLE != 0 {
            api.raise(api.buffer_error, "the numbers belong to Rust and are read-only; copy them");
            return -1;
        }
        let asked = |flag, pointer: *mut isize| if flags & flag == flag { pointer } else { null_mut() };
        buffer.data = handle.data;
        buffer.bytes = handle.count * handle.item_size;
        buffer.item_size = handle.item_size;
        buffer.read_only = 1;
        buffer.dimensions = 1;
        buffer.format = if flags & FORMAT == 0 { null_mut() } else { handle.format.cast_mut() };
        buffer.shape = asked(SHAPE, &raw mut handle.count);
        buffer.strides = asked(STRIDES, &raw mut handle.item_size);
        buffer.sub_offsets = null_mut();
        buffer.internal = null_mut();
        handle.exports += 1;
        (api.increment)(object);
        buffer.object = object;
        0
    }
}

unsafe extern "C" fn release_buffer(object: *mut Object, _: *mut Buffer) {
    // SAFETY: as in `get_buffer`.
    unsafe { Handle::of(object).exports -= 1 };
}

unsafe extern "C" fn deallocate(object: *mut Object) {
    let Some(api) = api() else { return };
    // SAFETY: nobody else holds the object; its class is a heap type and is counted.
    unsafe {
        let details = std::mem::replace(&mut Handle::of(object).details, null_mut());
        let class = (api.type_of)(object);
        let free = (api.type_slot)(class, FREE);
        if !details.is_null() {
            // A panic of a destructor must not cross Python's frames.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(Box::from_raw(details))));
        }
        if !free.is_null() {
            let free = std::mem::transmute::<*mut c_void, unsafe extern "C" fn(*mut c_void)>(free);
            free(object.cast());
        }
        // One reference from `type_of`, one that every object of a heap type holds.
        (api.decrement)(class);
        (api.decrement)(class);
    }
}
