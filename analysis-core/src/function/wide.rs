/// Defines a function over slices three times: for every processor, and for those with AVX2 and AVX-512, where loops
/// run over four and eight numbers at a time. Which one runs is decided at each call (a load and a branch).
/// All do the same operations in the same order: the results are identical. (`special::exp_of` alone fuses products and
/// sums where the processor can: its last bit may differ from one kind of processor to another.)
macro_rules! wide {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            fn body($($arg: $type),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) $(-> $out)? {
                    body($($arg),*)
                }
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
                fn avx512($($arg: $type),*) $(-> $out)? {
                    body($($arg),*)
                }
                if $crate::function::wide::has_avx512() {
                    #[expect(unsafe_code, reason = "the call needs processor features")]
                    // SAFETY: this processor has them, as was just checked.
                    return unsafe { avx512($($arg),*) };
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    #[expect(unsafe_code, reason = "the call needs a processor feature")]
                    // SAFETY: this processor has AVX2, as was just checked.
                    return unsafe { avx2($($arg),*) };
                }
            }
            body($($arg),*)
        }
    };
}

pub(crate) use wide;

/// Whether loops may use the parts of AVX-512 that processors for servers have had since 2017.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn has_avx512() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw")
}

/// [`has_avx512`], with products and sums in one operation.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn has_avx512_and_fma() -> bool {
    has_avx512() && std::arch::is_x86_feature_detected!("fma")
}
