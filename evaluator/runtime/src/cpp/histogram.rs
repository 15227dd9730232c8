//! Histograms for C++: the C functions behind `rl::Hist` of `rootlet.hpp`.

use std::ffi::{CStr, c_char, c_int};

use rootlet::Hist1D;

/// The text of a C string; what is not UTF-8 is replaced.
unsafe fn text(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: C++ passes a C string.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// A new histogram, or null where the axis is impossible.
#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_new(
    name: *const c_char,
    title: *const c_char,
    bins: usize,
    low: f64,
    high: f64,
) -> *mut Hist1D {
    // SAFETY: C++ passes two C strings.
    let (name, title) = unsafe { (text(name), text(title)) };
    Hist1D::try_new(&name, &title, bins, low, high)
        .map_or(std::ptr::null_mut(), |histogram| Box::into_raw(Box::new(histogram)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_copy(histogram: *const Hist1D) -> *mut Hist1D {
    // SAFETY: C++ passes a histogram of ours.
    Box::into_raw(Box::new(unsafe { &*histogram }.clone()))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_free(histogram: *mut Hist1D) {
    // SAFETY: C++ owns it, and frees it once.
    drop(unsafe { Box::from_raw(histogram) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_fill(histogram: *mut Hist1D, xs: *const f64, count: usize, weight: f64) {
    // SAFETY: C++ passes a histogram of ours and this many numbers.
    let (histogram, xs) = unsafe { (&mut *histogram, std::slice::from_raw_parts(xs, count)) };
    match xs {
        [x] if weight == 1.0 => histogram.fill(*x),
        xs if weight == 1.0 => histogram.fill_n(xs),
        xs => xs.iter().for_each(|x| histogram.fill_weight(*x, weight)),
    }
}

/// Bins count from 1; 0 is the underflow.
#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_bin(histogram: *const Hist1D, bin: usize, which: c_int) -> f64 {
    // SAFETY: C++ passes a histogram of ours.
    let histogram = unsafe { &*histogram };
    if bin > histogram.nbins() + 1 {
        return 0.0;
    }
    match which {
        0 => histogram.bin_content(bin),
        1 => histogram.bin_error(bin),
        _ => histogram.center(bin),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_set_bin(histogram: *mut Hist1D, bin: usize, which: c_int, value: f64) {
    // SAFETY: C++ passes a histogram of ours.
    let histogram = unsafe { &mut *histogram };
    // As in ROOT, a bin that does not exist is passed over.
    let _ = if which == 0 { histogram.set_bin_content(bin, value) } else { histogram.set_bin_error(bin, value) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn rootlet_hist_number(histogram: *const Hist1D, which: c_int) -> f64 {
    // SAFETY: C++ passes a histogram of ours.
    let histogram = unsafe { &*histogram };
    match which {
        0 => histogram.nbins() as f64,
        1 => histogram.entries(),
        2 => histogram.mean(),
        3 => histogram.std_dev(),
        4 => histogram.integral(),
        5 => histogram.max(),
        _ => histogram.highest_bin() as f64,
    }
}
