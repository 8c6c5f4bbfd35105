//! Where calls come in. ink's own entry points decode every message into one enum and take it apart
//! again, which is a third of a contract's code; these decode a message's arguments where it runs.
//! Selectors, arguments and functions are those that ink knows of the contract.

/// Makes the entry points of the contract `$contract`, whose constructor is `new`, for the messages
/// of these names; what is to be done with others, may follow.
#[macro_export]
macro_rules! entry_points {
    ($contract:ident: $($message:literal)*) => {
        $crate::entry_points! { $contract: $($message)* else $crate::unreadable() }
    };
    ($contract:ident: $($message:literal)* else $other:expr) => {
        $crate::message_entry! { $contract: $($message)* else $other }

        #[no_mangle]
        extern "C" fn deploy() {
            use $crate::ink::reflect::DispatchableConstructorInfo;
            const NEW: u32 = $crate::ink::selector_id!("new");
            let input = $crate::input();
            let reader = &mut $crate::Reader(&input);
            if <u32 as $crate::Read>::read(reader).swap_bytes() != NEW {
                $crate::unreadable()
            }
            <$contract as DispatchableConstructorInfo<NEW>>::CALLABLE($crate::Read::read(reader));
            $crate::done()
        }
    };
}

/// Makes the entry point `call` alone.
#[macro_export]
macro_rules! message_entry {
    ($contract:ident: $($message:literal)* else $other:expr) => {
        fn run<const ID: u32>(reader: &mut $crate::Reader) -> !
        where
            $contract: $crate::ink::reflect::DispatchableMessageInfo<ID, Storage = $contract>,
            <$contract as $crate::ink::reflect::DispatchableMessageInfo<ID>>::Input: $crate::Read,
        {
            use $crate::ink::reflect::DispatchableMessageInfo;
            let input = $crate::Read::read(reader);
            <$contract as DispatchableMessageInfo<ID>>::CALLABLE(&mut $contract {}, input);
            panic!("a message ends the call with its answer")
        }

        #[no_mangle]
        extern "C" fn call() {
            use $crate::ink::selector_id;
            let input = $crate::input();
            let reader = &mut $crate::Reader(&input);
            match <u32 as $crate::Read>::read(reader).swap_bytes() {
                $(id if id == selector_id!($message) => run::<{ selector_id!($message) }>(reader),)*
                _ => $other,
            }
        }
    };
}
