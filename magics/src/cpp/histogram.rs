#[repr(C)]
struct RlHistogram {
    object: *mut std::ffi::c_void,
    fill: extern "C" fn(*mut std::ffi::c_void, f64, f64),
    content: extern "C" fn(*mut std::ffi::c_void, usize) -> f64,
    number: extern "C" fn(*mut std::ffi::c_void, i32) -> f64,
}

impl RlHistogram {
    fn of(histogram: &mut Hist1D) -> Self {
        extern "C" fn fill(object: *mut std::ffi::c_void, x: f64, weight: f64) {
            let histogram = unsafe { &mut *(object as *mut Hist1D) };
            if weight == 1.0 { histogram.fill(x) } else { histogram.fill_weight(x, weight) }
        }
        extern "C" fn content(object: *mut std::ffi::c_void, bin: usize) -> f64 {
            let histogram = unsafe { &*(object as *mut Hist1D) };
            if bin <= histogram.nbins() + 1 { histogram.bin_content(bin) } else { 0.0 }
        }
        extern "C" fn number(object: *mut std::ffi::c_void, which: i32) -> f64 {
            let histogram = unsafe { &*(object as *mut Hist1D) };
            match which {
                0 => histogram.nbins() as f64,
                1 => histogram.entries(),
                2 => histogram.mean(),
                _ => histogram.std_dev(),
            }
        }
        Self { object: histogram as *mut Hist1D as *mut std::ffi::c_void, fill, content, number }
    }
}
